import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaDoctor

@Suite("Diagnosis: Alertmanager")
struct AlertmanagerDiagnosisTests {
    private static func flags(_ flags: String...) -> [String] { ["alertmanager"] + flags }

    private static let peers = ["--cluster.peer=127.77.0.2:9094", "--cluster.peer", "127.77.0.3:9094"]
    private static let url = "http://127.0.0.1:9093"

    private static func stop(_ observations: inout Observations) {
        observations.sockets.removeAll { $0.holder == WellSite.alertmanager }
        observations.alertmanager = .init(
            process: nil, command: nil, api: .failed(url: url, .system("Connection refused"), isGiven: false))
    }

    static let patients = [
        Patient("stopped", "alertmanager_not_running of Alertmanager") { stop(&$0) },
        Patient("on the wildcard, so that no Subrosa runs", "alertmanager_on_wildcard of Alertmanager") {
            $0.sockets = [
                try WellSite.socket(.tcp, "::", 9_094, WellSite.alertmanager),
                try WellSite.socket(.udp, "::", 9_094, WellSite.alertmanager),
            ]
            $0.running = .silent("connection refused")
            $0.alertmanager.command = flags()
            $0.alertmanager.api = WellSite.members([1], own: "192.0.2.1:9094")
        },
        Patient("on a peer's virtual address, so that no Subrosa runs", "alertmanager_listen_address of Alertmanager") {
            $0.sockets = [try WellSite.socket(.udp, "127.77.0.2", 9_094, WellSite.alertmanager)]
            $0.running = .notAsked
            $0.alertmanager.command = flags("--cluster.listen-address=127.77.0.2:9094")
            $0.alertmanager.api = WellSite.members([1], own: "127.77.0.2:9094")
        },
        Patient("on another address, by its flags", "alertmanager_listen_address of Alertmanager") {
            $0.sockets.removeAll { $0.holder == WellSite.alertmanager }
            $0.alertmanager.command = flags("--cluster.listen-address=127.0.0.1:9094") + peers
            $0.alertmanager.api = WellSite.members([1], own: "127.0.0.1:9094")
        },
        Patient("on another address, flags unseen", "alertmanager_listen_address of Alertmanager") {
            $0.sockets.removeAll { $0.holder == WellSite.alertmanager }
            $0.alertmanager.process = nil
            $0.alertmanager.command = nil
            $0.alertmanager.api = WellSite.members([1], own: "192.0.2.1:9095")
        },
        Patient("advertises another address, by its flags", "alertmanager_advertise_address of Alertmanager") {
            $0.alertmanager.command? += ["--cluster.advertise-address=192.0.2.1:9094"]
            $0.alertmanager.api = WellSite.members([1], own: "192.0.2.1:9094")
        },
        Patient("advertises another address, flags unseen", "alertmanager_advertise_address of Alertmanager") {
            $0.alertmanager.command = nil
            $0.alertmanager.api = WellSite.members([1], own: "192.0.2.1:9094")
        },
        Patient("a peer is missing in its flags", "alertmanager_peer_flags of Alertmanager") {
            $0.alertmanager.command = flags(
                "--cluster.listen-address=127.77.0.1:9094", "--cluster.peer=127.77.0.2:9094")
        },
        Patient("a peer by its real address", "alertmanager_peer_flags of Alertmanager") {
            $0.alertmanager.command? += ["--cluster.peer=am-2.test:9094"]
            $0.alertmanager.api = WellSite.members(more: ["192.0.2.2:9094"])
        },
        Patient("its own address among its peers is let alone") {
            $0.alertmanager.command? += ["--cluster.peer=127.77.0.1:9094"]
        },
        Patient("its own TLS as well", "alertmanager_own_tls of Alertmanager") {
            $0.alertmanager.command? += ["--cluster.tls-config=tls.yml"]
        },
        Patient("no cluster, by its flags", "cluster_disabled of Alertmanager") {
            $0.sockets.removeAll { $0.holder == WellSite.alertmanager }
            $0.alertmanager.command = flags("--cluster.listen-address=")
            $0.alertmanager.api = .answered(
                url: url, AlertmanagerStatus(cluster: .init(name: nil, status: "disabled", peers: nil)))
        },
        Patient("no cluster, flags unseen", "cluster_disabled of Alertmanager") {
            $0.sockets.removeAll { $0.holder == WellSite.alertmanager }
            $0.alertmanager.command = nil
            $0.alertmanager.api = .answered(
                url: url, AlertmanagerStatus(cluster: .init(name: nil, status: "disabled", peers: nil)))
        },
        Patient("another program on its address", "own_address_taken of Alertmanager") {
            stop(&$0)
            $0.sockets.append(try WellSite.socket(.tcp, "127.77.0.1", 9_094, WellSite.stranger))
        },
        Patient("frozen", "alertmanager_not_answering of Alertmanager") {
            $0.alertmanager.api = .failed(url: url, .silent(seconds: 3), isGiven: false)
        },
        Patient("its API is somewhere else, nobody knows where, and that is no fault") {
            $0.alertmanager.api = .failed(url: url, .system("Connection refused"), isGiven: false)
        },
        Patient("its API is not where it is said to be", "alertmanager_not_answering of Alertmanager") {
            $0.alertmanager.api = .failed(url: url, .system("Connection refused"), isGiven: true)
        },
        Patient("something else answers", "alertmanager_not_answering of Alertmanager") {
            $0.alertmanager.api = .odd(url: url, "HTTP status 404")
        },
        Patient("a member at a real address", "gossip_past_subrosa of Alertmanager") {
            $0.alertmanager.api = WellSite.members([1, 3], more: ["192.0.2.2:9094"])
        },
        Patient("a peer's Alertmanager is stopped", "member_missing of peer am-2") {
            $0.alertmanager.api = WellSite.members([1, 3])
        },
        Patient("it has just started, and misses everybody") {
            $0.alertmanager.api = WellSite.members([1], status: "settling")
        },
    ]

    @Test(arguments: patients)
    func eachFaultIsNamedAndNoOther(_ patient: Patient) throws {
        #expect(Patient.words(try patient.diagnosis()) == patient.findings)
    }

    @Test func theRemedyIsTheFlagAndTheCommandThatPrintsThemAll() throws {
        var observations = try WellSite.observations()
        observations.alertmanager.command = ["alertmanager"]
        let finding = try #require(Diagnosis(observations).findings.first)
        #expect(
            finding.remedy
                == "start Alertmanager with --cluster.listen-address=127.77.0.1:9094; all flags: $(subrosa flags --config.file=subrosa.yml --node=am-1)"
        )
        #expect(
            finding.seen == "prometheus-alertmanager (pid 200) has --cluster.listen-address=none, not 127.77.0.1:9094")
    }

    @Test func ofASplitNodeAlertmanagerIsNotLookedFor() throws {
        var observations = try WellSite.observations()
        observations.site = try WellSite.site(isSplit: true)
        observations.sockets = [try WellSite.socket(.tcp, "::", 9_095, WellSite.subrosa)]
        observations.alertmanager = .init(process: nil, command: nil, api: .notAsked("split"))
        observations.gossip = nil
        #expect(Patient.words(Diagnosis(observations)) == [])
    }

    @Test func aNameThatStandsForNoAddressHereIsFoundAndNothingElse() throws {
        var observations = try WellSite.observations()
        observations.site = try WellSite.site(
            elsewhere: Site.Elsewhere(
                AlertmanagerAddress(host: "am.test", port: 9_194), place: nil, trouble: "it is 192.0.2.9"))
        observations.alertmanager = .init(
            process: nil, command: nil, api: .failed(url: Self.url, .system("Connection refused"), isGiven: false))
        #expect(Patient.words(Diagnosis(observations)) == ["alertmanager_not_found of Alertmanager"])
    }

    @Test func anAlertmanagerThatListensElsewhereMayHaveEveryAddress() throws {
        var observations = try WellSite.observations()
        observations.site = try WellSite.site(
            elsewhere: Site.Elsewhere(
                AlertmanagerAddress(host: "am.test", port: 9_194),
                place: ListenAddress(ip: try WellSite.ip("127.0.0.1"), port: 9_194)))
        observations.sockets.removeAll { $0.holder == WellSite.alertmanager }
        observations.sockets.append(try WellSite.socket(.udp, "127.0.0.1", 9_194, WellSite.alertmanager))
        #expect(!Diagnosis(observations).findings.contains { $0.code == .own(.alertmanagerOnWildcard) })
        #expect(Diagnosis(observations).checks.contains { $0.step == .listening && $0.state == .ok })
    }
}
