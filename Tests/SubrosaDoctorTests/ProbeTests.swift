import FoundationEssentials
import NIOCore
import NIOPosix
import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal
import SubrosaNames
import SubrosaTestKit
import SubrosaTransport
import Testing

@testable import SubrosaDoctor

@Suite("Probes", .serialized)
struct ProbeTests {
    private static let loopback = LoopbackAddress(ip: 0x7f00_0001, port: 0)

    // MARK: Peers

    private func probe(_ host: String, port: UInt16, isSound: Bool = true) async throws -> PeerObservation {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let verdicts = OpenVerdicts(loop: group.next())
        let node = Node(
            name: try #require(NodeName("am-2")), linkAddress: LinkAddress(host: host, port: port),
            virtualAddress: try WellSite.node(2).virtualAddress, identities: [.dns("am-2.test")])
        let settings = isSound ? try await settings(verdicts) : nil
        let probe = PeerProbe(loop: group.next(), names: NameService(), settings: settings)
        let seen = await probe.look(at: node)
        try await group.next().flatSubmit { verdicts.end(on: group.next()) }.get()
        try await group.shutdownGracefully()
        return seen
    }

    private func settings(_ verdicts: OpenVerdicts) async throws -> PeerConnectionSettings {
        let pki = try TestPKI()
        let credentials = try await withTemporaryDirectory { directory in
            try await Credentials.load(
                files: try pki.issue(sans: [.dns("am-1.test")]).write(to: directory, name: "am-1"), identities: nil,
                rules: TrustRules(), now: pki.now)
        }
        let table = try WellSite.site().table
        let name = try WellSite.node(1).name
        return PeerConnectionSettings(
            localName: name, digest: TableDigest(of: table),
            verifier: PeerVerifier(trust: credentials.trust, table: table, localName: name), verdicts: verdicts,
            contexts: try TLSContexts(credentials: credentials), trust: credentials.trust,
            ownNotAfter: credentials.notAfter, deadline: .milliseconds(300) * Patience.factor)
    }

    private func words(_ peer: PeerObservation) throws -> [String] {
        var observations = try WellSite.observations()
        observations.peers[0] = peer
        observations.alertmanager.api = WellSite.members([1, 3])
        return Patient.words(Diagnosis(observations))
    }

    @Test func aNameThatDoesNotExist() async throws {
        #expect(try words(try await probe("am-2.invalid", port: 9_095)) == ["name_not_resolved of peer am-2"])
    }

    @Test func aPortWhereNobodyListens() async throws {
        let free = try Self.loopback.withFreePort()
        #expect(try words(try await probe("127.0.0.1", port: free.port)) == ["connection_refused of peer am-2"])
    }

    @Test func aListenerThatSaysNothing() async throws {
        let silent = try TCPServer(Self.loopback) { _ = try $0.receiveAll() }
        #expect(
            try words(try await probe("127.0.0.1", port: silent.address.port)) == ["handshake_timeout of peer am-2"])
    }

    @Test func aListenerThatIsNoSubrosa() async throws {
        let other = try TCPServer(Self.loopback) { connection in
            _ = try connection.receive()
            try connection.send("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)
            try connection.finish()
        }
        #expect(try words(try await probe("127.0.0.1", port: other.address.port)) == ["not_tls of peer am-2"])
    }

    @Test func withoutACertificateOfItsOwnNobodyIsDialled() async throws {
        let accepted = Record<Void>()
        let server = try TCPServer(Self.loopback) { _ in accepted.append(()) }
        let seen = try await probe("127.0.0.1", port: server.address.port, isSound: false)
        guard case .notDialled(let addresses, _) = seen.way else {
            Issue.record("\(seen.way)")
            return
        }
        #expect(addresses == ["\(server.address)"])
        #expect(accepted.all.isEmpty)
    }

    // MARK: Alertmanager

    private func api(answering text: String?) async throws -> AlertmanagerObservation.API {
        let server = try TCPServer(Self.loopback) { connection in
            _ = try connection.receive()
            guard let text else {
                _ = try connection.receiveAll()
                return
            }
            try connection.send(text.utf8)
            try connection.finish()
        }
        var probe = AlertmanagerProbe(
            site: try WellSite.site(), sockets: [], url: StatusURL(host: "127.0.0.1", port: Int(server.address.port)))
        probe.deadline = .milliseconds(text == nil ? 200 : 5_000)
        return await probe.look().api
    }

    @Test func anAlertmanagersStatusIsUnderstood() async throws {
        let json =
            #"{"cluster":{"name":"01","peers":[{"address":"127.77.0.1:9094","name":"01"},{"address":"127.77.0.2:9094","name":"02"}],"status":"ready"},"uptime":"x","versionInfo":{}}"#
        guard case .answered(_, let status) = try await api(answering: "HTTP/1.1 200 OK\r\n\r\n" + json) else {
            Issue.record("no answer")
            return
        }
        #expect(status.cluster.status == "ready" && status.advertised == "127.77.0.1:9094")
        #expect(status.cluster.peers?.count == 2)
    }

    @Test func anythingElseIsOdd() async throws {
        for text in ["HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n{}"] {
            guard case .odd = try await api(answering: text) else {
                Issue.record("\(text)")
                return
            }
        }
    }

    @Test func aFrozenOneIsNotWaitedForForever() async throws {
        guard case .failed(url: _, .silent, isGiven: true) = try await api(answering: nil) else {
            Issue.record("it answered")
            return
        }
    }

    // MARK: The running node

    @Test func theRunningNodeIsAsked() async throws {
        #expect(await RunningProbe.look(nil) == .notAsked)
        let free = try Self.loopback.withFreePort()
        let url = StatusURL(host: free.host, port: Int(free.port))
        guard case .silent(let why) = await RunningProbe.look(url) else {
            Issue.record("it answered")
            return
        }
        #expect(why == "cannot reach the node at \(url): Connection refused")
        let status = try SampleStatus.well().status()
        let server = try await AdminServer.start(
            address: (try WellSite.ip("127.0.0.1"), free.port), view: FakeNode(status), version: "0.1.0",
            logger: LogRecorder().logger)
        #expect(await RunningProbe.look(url) == .answered(StatusDocument(status, softwareVersion: "0.1.0")))
        await server.close()
    }

    // MARK: Sockets

    @Test func itIsSeenWhoHasAnAddress() throws {
        let server = try TCPServer(Self.loopback) { _ in }
        let entries = SocketCensus.take(ports: [server.address.port]).filter { $0.transport == .tcp }
        let entry = try #require(entries.first)
        #expect(entry.address == "\(server.address)" && !entry.isWildcard)
        let holder = try #require(entry.holder)
        #expect(holder.pid == Int(getpid()))
        #expect(ProcessCensus.commandLine(of: holder.pid) == CommandLine.arguments)
        #expect(ProcessCensus.processes(named: holder.process).contains(holder))
        #expect(try #require(SystemLimits.fileLimit(of: holder.pid)) > 0)
    }

    // MARK: The configuration

    private static let text = """
        nodes:
          - {name: am-1, address: "am-1.test:9095", virtual_address: "127.77.0.1:9094"}
          - {name: am-2, address: "am-2.test:9095", virtual_address: "127.77.0.2:9094"}
        tls: {cert_file: am-1.pem, key_file: am-1.key, ca_file: am-1-ca.pem}

        """

    private func look(
        _ text: String = text, node: String = "am-1", sans: [TestName] = [.dns("am-1.test")],
        spoiltBy fault: TestFault? = nil
    ) async throws -> ConfigurationProbe.Outcome {
        try await withTemporaryDirectory { directory in
            let pki = try TestPKI()
            let leaf = try fault.map { try pki.issue(sans: sans, $0) } ?? pki.issue(sans: sans)
            _ = try leaf.write(to: directory, name: "am-1")
            let path = try directory.write(text, to: "subrosa.yml")
            return await ConfigurationProbe.look(path: path, node: node, now: Date())
        }
    }

    @Test func aSoundConfigurationHasEverything() async throws {
        guard case .usable(let found) = try await look() else {
            Issue.record("unusable")
            return
        }
        #expect(found.setup != nil && found.credentials.problems.isEmpty)
        #expect(found.credentials.endings.map(\.what) == ["the CA 'CN=Test CA'"])
        #expect(found.site.listen.map(\.description) == ["[::]:9095"] && found.site.ports == [9_094, 9_095])
    }

    @Test(arguments: [TestFault.expired, .notYetValid])
    func withACertificateOutOfDateItGoesOnAndKnowsTheDates(_ fault: TestFault) async throws {
        guard case .usable(let found) = try await look(spoiltBy: fault) else {
            Issue.record("unusable")
            return
        }
        #expect(found.setup == nil)
        #expect(found.credentials.problems.contains { $0.isOfCertificate })
        let dates = try #require(found.credentials.dates)
        #expect(fault == .expired ? dates.end < Date() : dates.begin > Date())
    }

    @Test func anUnknownNodeOrAMistakeInTheFileIsTheEnd() async throws {
        for (text, node) in [(Self.text, "am-9"), (Self.text + "x: 1\n", "am-1")] {
            guard case .unusable(let problems) = try await look(text, node: node) else {
                Issue.record("usable")
                return
            }
            #expect(problems.count == 1)
        }
    }
}
