import SubrosaCore
import Testing

@testable import SubrosaConfig

@Suite struct ClusterFlagsTests {
    @Test func aNodeListensOnItsVirtualAddressAndJoinsItsPeersButNotItself() throws {
        let config = try Fixtures.parse(
            Fixtures.twoNodes.replacing(
                "tls:",
                with: """
                      - name: am-3
                        address: am-3.example.com:9095
                        virtual_address: 127.77.0.2:9003
                    tls:
                    """)
        ).get()
        #expect(
            ClusterFlags(table: config.table, node: try config.node(named: "am-2").get()).lines == [
                "--cluster.listen-address=127.77.0.2:9094",
                "--cluster.peer=127.77.0.1:9094",
                "--cluster.peer=127.77.0.2:9003",
            ])
        #expect(
            ClusterFlags(table: config.table, node: try config.node(named: "am-3").get()).lines == [
                "--cluster.listen-address=127.77.0.2:9003",
                "--cluster.peer=127.77.0.1:9094",
                "--cluster.peer=127.77.0.2:9094",
            ])
    }

    @Test func anAlertmanagerElsewhereAdvertisesTheVirtualAddress() throws {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        let address = ListenAddress(ip: try #require(IPAddress("127.0.0.1")), port: 9194)
        let flags = ClusterFlags(
            table: config.table, node: try config.node(named: "am-1").get(), alertmanager: address)
        #expect(
            flags.lines == [
                "--cluster.listen-address=127.0.0.1:9194", "--cluster.advertise-address=127.77.0.1:9094",
                "--cluster.peer=127.77.0.2:9094",
            ])
        #expect(try flags.added(to: ["alertmanager"]) == ["alertmanager"] + flags.lines)
        let whole = ["alertmanager"] + flags.lines
        #expect(try flags.added(to: whole) == whole)
        for wrong in ["--cluster.listen-address=127.77.0.1:9094", "--cluster.advertise-address=127.0.0.1:9194"] {
            #expect(throws: ClusterFlagConflict.self) { try flags.added(to: ["alertmanager", wrong]) }
        }
    }

    @Test func anIPv6AddressIsInBrackets() throws {
        let text = Fixtures.twoNodes.replacing("127.77.0.1:9094", with: "'[::1]:9001'")
            .replacing("127.77.0.2:9094", with: "'[0::1]:9002'")
        let config = try Fixtures.parse(text).get()
        #expect(
            ClusterFlags(table: config.table, node: try config.node(named: "am-1").get()).lines == [
                "--cluster.listen-address=[::1]:9001", "--cluster.peer=[::1]:9002",
            ])
    }
}

@Suite struct AddedClusterFlagsTests {
    private func added(_ arguments: String...) throws -> [String] {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        let flags = ClusterFlags(table: config.table, node: try config.node(named: "am-1").get())
        return Array(try flags.added(to: ["alertmanager"] + arguments).dropFirst())
    }

    @Test func theFlagsComeBehindTheCommandsOwn() throws {
        #expect(
            try added("--config.file=a.yml") == [
                "--config.file=a.yml", "--cluster.listen-address=127.77.0.1:9094", "--cluster.peer=127.77.0.2:9094",
            ])
    }

    @Test func whatIsThereAlreadyIsNotAddedAgain() throws {
        #expect(
            try added("--cluster.listen-address=127.77.0.1:9094") == [
                "--cluster.listen-address=127.77.0.1:9094", "--cluster.peer=127.77.0.2:9094",
            ])
        #expect(
            try added("--cluster.peer", "127.77.0.2:9094", "--cluster.advertise-address=127.77.0.1:9094") == [
                "--cluster.peer", "127.77.0.2:9094", "--cluster.advertise-address=127.77.0.1:9094",
                "--cluster.listen-address=127.77.0.1:9094",
            ])
    }

    @Test func otherFlagsOfTheClusterAreAlertmanagersAffair() throws {
        #expect(try added("--cluster.settle-timeout=1s", "--cluster.label=x").prefix(2).last == "--cluster.label=x")
    }

    @Test(arguments: [
        ["--cluster.listen-address=0.0.0.0:9094"], ["--cluster.listen-address="], ["--cluster.listen-address", ""],
        ["--cluster.listen-address"], ["--cluster.listen-address=127.77.0.2:9094"],
        ["--cluster.peer=am-2.example.com:9094"], ["--cluster.peer", "192.0.2.2:9094"],
        ["--cluster.peer=127.77.0.1:9094"], ["--cluster.advertise-address=192.0.2.1:9094"],
        ["--cluster.peer=127.77.0.2:9094", "--cluster.peer=127.77.0.3:9094"],
    ])
    func aFlagThatWouldTakeGossipPastSubrosaIsAnError(arguments: [String]) throws {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        let flags = ClusterFlags(table: config.table, node: try config.node(named: "am-1").get())
        let conflict = #expect(throws: ClusterFlagConflict.self) { try flags.added(to: ["alertmanager"] + arguments) }
        #expect(conflict?.description.hasSuffix("; leave the flag out, subrosa exec adds it") == true)
    }

    @Test func theErrorSaysWhichFlagAndWhy() {
        let conflict = #expect(throws: ClusterFlagConflict.self) { try added("--cluster.peer=192.0.2.2:9094") }
        #expect(
            conflict?.description
                == "\"--cluster.peer=192.0.2.2:9094\" of the command: that is no peer's virtual address, and gossip would "
                + "go past Subrosa; leave the flag out, subrosa exec adds it")
    }
}

@Suite struct UnknownNodeTests {
    private func message(_ name: String, in text: String = Fixtures.twoNodes) throws -> String {
        guard case .failure(let unknown) = try Fixtures.parse(text).get().node(named: name) else { return "known" }
        return unknown.description
    }

    @Test func theMessageNamesTheNodesAndTheWayOut() throws {
        #expect(try message("web-7") == "node 'web-7' is not in nodes: (am-1, am-2); set --node or $SUBROSA_NODE")
        #expect(try message("am-2") == "known")
    }

    @Test func aNearMissIsSuggested() throws {
        #expect(try message("AM-1").hasSuffix("; did you mean 'am-1'?"))
        #expect(try message("am1").hasSuffix("; did you mean 'am-1'?"))
    }

    @Test func namesAreComparedWhole() throws {
        #expect(try message("am-1.example.com") != "known")
        #expect(try message("am-1\n") != "known")
        #expect(try message("") != "known")
    }

    @Test func hostileNamesAreEscapedAndCut() throws {
        let text = try message("\u{1b}[2J" + String(repeating: "x", count: 10_000))
        #expect(text.hasPrefix("node '\\u{1b}[2Jxxx"))
        #expect(text.utf8.count < 250)
    }

    @Test func longListsAreCut() throws {
        let nodes = (1...12).map {
            "  - {name: n\($0), address: \"n\($0):9095\", virtual_address: \"127.1.0.\($0):9094\"}\n"
        }
        let text = "nodes:\n" + nodes.joined() + "tls: {cert_file: a, key_file: b, ca_file: c}\n"
        #expect(try message("zzz", in: text).contains("(n1, n2, n3, n4, n5, n6, n7, n8, n9, n10 and 2 more)"))
    }
}
