import SubrosaCore
import SubrosaSplit
import Testing

@testable import SubrosaEdge

@Suite("What the edge makes of the host half's table")
struct EdgeTableTests {
    private func table(
        node: String = "am-1", address: String = "127.77.0.1:9094",
        _ peers: [(String, String)] = [("am-2", "127.77.0.2:9094")]
    ) -> SplitTable {
        SplitTable(
            node: node, virtualAddress: address, alertmanager: nil, resolver: nil,
            peers: peers.map { SplitTable.Peer(name: $0.0, address: $0.1) },
            edgeSocket: SplitTable.Socket(owner: nil, group: nil, mode: 0o660), localUsers: nil)
    }

    @Test func aSoundTableIsRead() throws {
        let read = try EdgeTable(table([("am-2", "127.77.0.2:9094"), ("am-3", "[::1]:9094")]))
        #expect(read.node.text == "am-1" && "\(read.virtualAddress)" == "127.77.0.1:9094")
        #expect(read.peers.map { "\($0.name) \($0.address)" } == ["am-2 127.77.0.2:9094", "am-3 [::1]:9094"])
    }

    @Test(arguments: [
        "", ":", "127.77.0.2", "127.77.0.2:", ":9094", "127.77.0.2:0", "127.77.0.2:65536", "127.77.0.2:+9094",
        "127.77.0.2:09094", "127.77.0.2 :9094", "10.0.0.1:9094", "0.0.0.0:9094", "[127.77.0.2]:9094", "::1:9094",
        "[::1]x:9094", "[[::1]:9094", "am-2:9094", "127.77.0.2:9094\u{0}",
    ])
    func whatIsNoVirtualAddressIsRefused(_ address: String) {
        #expect(throws: EdgeFailure.self) { try EdgeTable(table([("am-2", address)])) }
        #expect(throws: EdgeFailure.self) { try EdgeTable(table(address: address)) }
    }

    @Test(arguments: ["", "a b", "am-2\n", "ä", String(repeating: "a", count: 64)])
    func whatIsNoNameIsRefused(_ name: String) {
        #expect(throws: EdgeFailure.self) { try EdgeTable(table([(name, "127.77.0.2:9094")])) }
        #expect(throws: EdgeFailure.self) { try EdgeTable(table(node: name)) }
    }

    @Test func nobodyIsThereTwice() {
        for peers in [
            [("am-2", "127.77.0.2:9094"), ("am-2", "127.77.0.3:9094")],
            [("am-2", "127.77.0.2:9094"), ("am-3", "127.77.0.2:9094")],
            [("am-1", "127.77.0.2:9094")], [("am-2", "127.77.0.1:9094")],
        ] {
            #expect(throws: EdgeFailure.self) { try EdgeTable(table(peers)) }
        }
    }

    @Test func thereAreAsManyNodesAsAConfigurationMayHaveAndNoMore() throws {
        let peers = (0..<NodeTable.maximumCount).map { ("p\($0)", "127.78.\($0 / 250).\($0 % 250 + 1):9094") }
        #expect(try EdgeTable(table(Array(peers.dropLast()))).peers.count == NodeTable.maximumCount - 1)
        #expect(throws: EdgeFailure.self) { try EdgeTable(table(peers)) }
    }

    @Test func theMessageSaysWhatToDoAndNothingThatTheOtherHalfChose() {
        let failure = #expect(throws: EdgeFailure.self) { try EdgeTable(table(node: "\u{1b}[31m")) }
        #expect(failure?.problems.count == 1)
        #expect(failure?.problems.first?.contains("run the same version of both halves") == true)
        #expect(failure?.problems.first?.contains("\u{1b}") == false)
    }
}
