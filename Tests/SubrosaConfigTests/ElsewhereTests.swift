import SubrosaCore
import Testing

@testable import SubrosaConfig

/// `alertmanager`, `resolver` and `edge`.
@Suite struct ElsewhereTests {
    private func text(alertmanager: String) -> String {
        Fixtures.twoNodes.replacing(
            "virtual_address: 127.77.0.1:9094",
            with: "virtual_address: 127.77.0.1:9094\n    alertmanager: \(alertmanager)")
    }

    @Test(arguments: [
        ("127.0.0.1:9194", "127.0.0.1:9194"), ("AM.Example.com:9094", "am.example.com:9094"),
        ("'[::ffff:192.0.2.1]:9094'", "192.0.2.1:9094"),
    ])
    func aNodesAlertmanagerMayListenElsewhere(_ written: String, _ expected: String) throws {
        let config = try Fixtures.parse(text(alertmanager: written)).get()
        let name = try #require(NodeName("am-1"))
        #expect(config.alertmanagers.mapValues(\.description) == [name: expected])
        #expect(config.nodeMarks[name]?.alertmanager == Mark(line: 5, column: 19))
        #expect(config.warnings.isEmpty)
    }

    @Test func theVirtualAddressIsNotElsewhere() throws {
        #expect(try Fixtures.parse(text(alertmanager: "127.77.0.1:9094")).get().alertmanagers.isEmpty)
    }

    /// What means something to one machine only must not make peers say that their tables differ.
    @Test func whereAlertmanagerListensIsNoPartOfTheTable() throws {
        let with = try Fixtures.parse(text(alertmanager: "127.0.0.1:9194")).get()
        #expect(with.table == (try Fixtures.parse(Fixtures.twoNodes).get().table))
    }

    @Test(arguments: [
        ("127.0.0.1:5353", "127.0.0.1:5353"), ("192.0.2.53", "192.0.2.53:53"),
        ("'[2001:DB8::53]'", "[2001:db8::53]:53"),
        ("'[::1]:5353'", "[::1]:5353"),
    ])
    func theResolverIsAnAddressWithOrWithoutAPort(_ written: String, _ expected: String) throws {
        #expect(
            try Fixtures.parse("resolver: \(written)\n" + Fixtures.twoNodes).get().resolver?.description == expected)
    }

    private func edge(_ text: String, file: String = "subrosa.yml") throws -> EdgeSettings {
        let text = Fixtures.twoNodes + "edge: {\(text)}\n"
        return try #require(try ConfigLoader.parse(text: Array(text.utf8), file: file).get().edge)
    }

    @Test func ofTheEdgeOnlyTheDirectoryHasToBeSaid() throws {
        let settings = try edge("directory: /run/subrosa/edge/")
        #expect(settings.directory.path == "/run/subrosa/edge")
        #expect(settings.users == nil)
        #expect(settings.hostSocket == SocketPermissions())
        #expect(settings.edgeSocket == SocketPermissions())
    }

    @Test func theDirectoryIsRelativeToTheFile() throws {
        #expect(try edge("directory: edge", file: "/etc/subrosa/subrosa.yml").directory.path == "/etc/subrosa/edge")
    }

    @Test func eachSocketHasPermissionsOfItsOwn() throws {
        let settings = try edge(
            "directory: /e, users: [alertmanager, 65534], host_socket: {owner: root, group: 65534, mode: '0660'}, "
                + "edge_socket: {mode: 600}")
        #expect(settings.users == ["alertmanager", "65534"])
        #expect(settings.hostSocket == SocketPermissions(owner: "root", group: "65534", mode: 0o660))
        #expect(settings.edgeSocket == SocketPermissions(mode: 0o600))
    }

    /// YAML 1.1 and 1.2 disagree about these; chmod does not.
    @Test(arguments: ["0660", "'0660'", "660", "\"660\""])
    func aModeIsOctalHoweverItIsWritten(_ text: String) throws {
        #expect(try edge("directory: /e, host_socket: {mode: \(text)}").hostSocket.mode == 0o660)
    }

    @Test(arguments: [("0662", true), ("0777", true), ("0664", false), ("0770", false)])
    func aSocketToWhichEverybodyCanConnectIsAWarning(_ mode: String, isWarned: Bool) {
        let problems = Fixtures.problems(
            of: Fixtures.parse(Fixtures.twoNodes + "edge: {directory: /e, edge_socket: {mode: \(mode)}}\n"))
        #expect(problems.map(\.rule) == (isWarned ? [.openMode] : []))
        #expect(problems.allSatisfy { $0.severity == .warning })
    }

    /// 107 bytes are what fits into a socket address, with /host.sock.
    @Test(arguments: [(97, true), (98, false)])
    func theSocketsPathHasToFitIntoASocketAddress(_ length: Int, isAccepted: Bool) {
        let directory = "/" + String(repeating: "d", count: length - 1)
        let problems = Fixtures.problems(of: Fixtures.parse(Fixtures.twoNodes + "edge: {directory: \(directory)}\n"))
        #expect(problems.map(\.rule) == (isAccepted ? [] : [.socketPathTooLong]))
    }
}
