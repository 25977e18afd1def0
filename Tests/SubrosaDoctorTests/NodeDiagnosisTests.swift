import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaTestKit
import Testing

@testable import SubrosaDoctor

@Suite("Diagnosis: this node")
struct NodeDiagnosisTests {
    private static func problem(ofCertificate: Bool) -> CredentialObservation.Problem {
        CredentialObservation.Problem(
            place: "subrosa.yml:9:3", what: "node.pem is bad", why: "it is so", remedy: "mend it",
            isOfCertificate: ofCertificate)
    }

    private static func nothingRuns(_ observations: inout Observations) {
        observations.sockets = []
        observations.running = .silent("connection refused")
        observations.alertmanager = .init(
            process: nil, command: nil,
            api: .failed(url: "http://127.0.0.1:9093", .system("Connection refused"), isGiven: false))
        observations.gossip = nil
    }

    @Test func aNodeThatIsWellHasNoFindingAndEveryCheckIsOK() throws {
        let diagnosis = Diagnosis(try WellSite.observations())
        #expect(Patient.words(diagnosis) == [])
        #expect(diagnosis.checks.filter { $0.state != .ok }.map { "\($0.about) \($0.step): \($0.seen)" } == [])
        // Whether it is free is asked only when no Subrosa runs.
        #expect(Set(diagnosis.checks.map(\.step)) == Set(Check.Step.allCases).subtracting([.adminPort]))
        #expect(diagnosis.isWell)
    }

    static let patients = [
        Patient("a key file that is not valid", "configuration_invalid of this node") {
            $0.credentials.problems = [problem(ofCertificate: false)]
        },
        Patient("an own certificate that has expired, and what follows from it", "own_certificate_expired of this node")
        {
            $0.credentials.problems = [problem(ofCertificate: true), problem(ofCertificate: true)]
            $0.credentials.dates = WellSite.dates(from: -30, to: -2)
        },
        Patient("an own certificate that begins next week", "own_certificate_not_yet_valid of this node") {
            $0.credentials.problems = [problem(ofCertificate: true)]
            $0.credentials.dates = WellSite.dates(from: 7, to: 90)
        },
        Patient("an own certificate that begins in an hour: it is the clock", "clock_suspect of this node") {
            $0.credentials.problems = [problem(ofCertificate: true)]
            $0.credentials.dates = WellSite.dates(from: 0.04, to: 90)
        },
        Patient(
            "two problems of the own certificate", "configuration_invalid of this node",
            "configuration_invalid of this node"
        ) {
            $0.credentials.problems = [problem(ofCertificate: true), problem(ofCertificate: true)]
        },
        Patient("a certificate that ends in ten days", "expires_soon of this node") {
            $0.credentials.dates = WellSite.dates(from: -1, to: 10)
        },
        Patient("a CA that ends in ten days", "expires_soon of this node") {
            $0.credentials.endings = [.init(what: "the CA 'CN=CA'", end: WellSite.dates(from: 0, to: 10).end)]
        },
        Patient("no Subrosa runs", "subrosa_not_running of this node") {
            $0.sockets.removeAll { $0.holder == WellSite.subrosa }
            $0.running = .silent("connection refused")
            $0.alertmanager.api = WellSite.members([1])
        },
        Patient("the link port is somebody else's, and so no Subrosa runs", "link_port_taken of this node") {
            $0.sockets.removeAll { $0.holder == WellSite.subrosa }
            $0.sockets.append(try WellSite.socket(.tcp, "0.0.0.0", 9_095, WellSite.stranger))
            $0.running = .notAsked
            $0.alertmanager.api = WellSite.members([1])
        },
        Patient("a peer's virtual address is somebody else's", "peer_address_taken of this node") {
            $0.sockets.removeAll { $0.holder == WellSite.subrosa }
            $0.sockets.append(try WellSite.socket(.udp, "127.77.0.3", 9_094, WellSite.stranger))
            $0.running = .notAsked
        },
        Patient("Subrosa runs as another node", "another_node_runs of this node") {
            $0.sockets = [
                try WellSite.socket(.tcp, "::", 9_095, WellSite.subrosa),
                try WellSite.socket(.udp, "127.77.0.1", 9_094, WellSite.subrosa),
            ]
            $0.running = .notAsked
            $0.alertmanager.api = .notAsked("")
        },
        Patient("the running node is another one", "another_node_runs of this node") {
            $0.running = .answered(try WellSite.status(of: $0.site) { $0.nodeName = "am-9" })
        },
        Patient("the file was changed, and nobody has reloaded it", "configuration_not_in_force of this node") {
            $0.running = .answered(
                try WellSite.status(of: $0.site) {
                    $0.tableDigest = TableDigest(bytes: [UInt8](repeating: 1, count: 32))
                })
        },
        Patient("a certificate that the running node did not take over", "configuration_invalid of this node") {
            $0.credentials.problems = [problem(ofCertificate: true)]
            $0.running = .answered(try WellSite.status(of: $0.site) { $0.reload.wasLastSuccessful = false })
        },
        Patient("a reload was refused", "reload_refused of this node") {
            $0.running = .answered(
                try WellSite.status(of: $0.site) {
                    $0.reload.wasLastSuccessful = false
                    $0.tableDigest = TableDigest(bytes: [UInt8](repeating: 1, count: 32))
                })
        },
        Patient("nothing runs: the command of subrosa exec crashed", "node_stopped of this node") { nothingRuns(&$0) },
        Patient("subrosa exec is still ending after its command", "node_stopped of this node") {
            nothingRuns(&$0)
            $0.sockets = [try WellSite.socket(.tcp, "::", 9_095, WellSite.subrosa)]
            $0.running = .answered(try WellSite.status(of: $0.site) { $0.isDraining = true })
        },
        Patient("a file is wrong, and so nothing runs", "configuration_invalid of this node") {
            nothingRuns(&$0)
            $0.credentials.problems = [problem(ofCertificate: false)]
        },
        Patient("the port of the admin pages is taken, and so nothing runs", "admin_port_taken of this node") {
            nothingRuns(&$0)
            $0.site = try WellSite.site(web: .init(ip: try WellSite.ip("127.0.0.1"), port: 9_096))
            $0.sockets = [try WellSite.socket(.tcp, "127.0.0.1", 9_096, WellSite.stranger)]
        },
        Patient("the disk of the log and of the data is full", "disk_full of this node") {
            $0.disks = [
                WellSite.disk("the log of subrosa (pid 100)", bytes: 4_096), WellSite.disk("data", bytes: 4_096),
                WellSite.disk("elsewhere", on: 2),
            ]
        },
        Patient("the edge is not there", "edge_missing of this node") {
            $0.running = .answered(try WellSite.status(of: $0.site) { $0.edge = EdgeStatus() })
        },
        Patient("few files may be open", "file_limit_low of this node") { $0.system.fileLimit = 1_024 },
        Patient("small receive buffers", "receive_buffer_small of this node") { $0.system.receiveBuffer = 65_536 },
    ]

    @Test(arguments: patients)
    func eachFaultIsNamedAndNoOther(_ patient: Patient) throws {
        #expect(Patient.words(try patient.diagnosis()) == patient.findings)
    }

    @Test func whatCannotBeSeenIsSaidAndIsNoFinding() throws {
        var observations = try WellSite.observations()
        observations.sockets = try WellSite.sockets().map {
            SocketCensus.Entry(transport: $0.transport, ip: $0.ip, port: $0.port, holder: nil)
        }
        observations.running = .notAsked
        observations.alertmanager = .init(process: nil, command: nil, api: .notAsked("why"))
        observations.system = SystemObservation(fileLimit: nil, receiveBuffer: nil)
        observations.disks = []
        observations.gossip = nil
        let diagnosis = Diagnosis(observations)
        #expect(Patient.words(diagnosis) == [])
        let skipped = Set(diagnosis.checks.filter { $0.state == .skipped }.map(\.step))
        #expect(
            skipped == [.linkPort, .virtualAddresses, .subrosa, .disks, .link, .datagrams, .flags, .api, .gossip])
    }

    @Test func anUnusableConfigurationIsAllThatIsSaid() {
        let diagnosis = Diagnosis(unusable: [Self.problem(ofCertificate: false)])
        #expect(Patient.words(diagnosis) == ["configuration_invalid of this node"])
        #expect(diagnosis.findings.first?.seen == "subrosa.yml:9:3: node.pem is bad: it is so")
        #expect(diagnosis.checks.map(\.state) == [.wrong])
    }

    @Test func anExpiryOfTodayRemindsOfTheClock() throws {
        var observations = try WellSite.observations()
        observations.credentials.problems = [Self.problem(ofCertificate: true)]
        observations.credentials.dates = WellSite.dates(from: -30, to: -0.1)
        let diagnosis = Diagnosis(observations)
        #expect(Patient.words(diagnosis) == ["own_certificate_expired of this node"])
        #expect(diagnosis.findings.first?.remedy == "mend it" + ClockSuspicion.orElse)
        let clock = try #require(diagnosis.checks.first { $0.step == .clock })
        #expect(clock.state == .skipped && clock.seen.hasPrefix("this node's own certificate ended 2 h 24 min ago"))
    }
}
