import SubrosaCore
import Testing

@Suite("Node table")
struct NodeTableTests {
    private func node(_ name: String, _ virtual: String, port: UInt16 = 9_094) throws -> Node {
        let ip = try #require(IPAddress(virtual))
        return Node(
            name: try #require(NodeName(name)), linkAddress: LinkAddress(host: "\(name).test", port: 9_095),
            virtualAddress: try #require(VirtualAddress(ip: ip, port: port)),
            identities: [.dns("\(name).test")])
    }

    @Test func findsNodesByNameAndKeepsTheOrderOfTheConfiguration() throws {
        let nodes = [try node("b", "127.0.0.2"), try node("a", "127.0.0.1"), try node("c", "127.0.0.3")]
        let table = try #require(NodeTable(nodes))
        #expect(table.nodes == nodes)
        #expect(table[nodes[1].name] == nodes[1])
        let unknown = try #require(NodeName("d"))
        #expect(table[unknown] == nil)
        #expect(table.peers(of: nodes[1].name) == [nodes[0], nodes[2]])
        #expect(table.peers(of: unknown).count == 3)
    }

    @Test func noNameAndNoVirtualAddressTwice() throws {
        let first = try node("a", "127.0.0.1")
        let (sameName, sameAddress) = (try node("a", "127.0.0.2"), try node("b", "127.0.0.1"))
        let otherPort = try node("b", "127.0.0.1", port: 9_095)
        #expect(NodeTable([first, sameName]) == nil)
        #expect(NodeTable([first, sameAddress]) == nil)
        #expect(NodeTable([first, otherPort]) != nil)
    }

    @Test func atMostAThousandNodes() throws {
        let nodes = try (0..<1_001).map { try node("n\($0)", "127.0.\($0 / 250).\($0 % 250 + 1)") }
        #expect(NodeTable(Array(nodes.prefix(1_000))) != nil)
        #expect(NodeTable(nodes) == nil)
    }

    @Test func theCanonicalTextDoesNotDependOnTheOrder() throws {
        let nodes = [try node("b", "127.0.0.2"), try node("a", "127.0.0.1")]
        let text = NodeTable(nodes)?.canonicalText
        #expect(text == "a a.test:9095 127.0.0.1:9094 dns:a.test\nb b.test:9095 127.0.0.2:9094 dns:b.test\n")
        #expect(NodeTable(nodes.reversed())?.canonicalText == text)
    }

    @Test func identitiesAreWrittenWithTheirKind() throws {
        let address = try #require(IPAddress("::1"))
        #expect("\(Identity.ip(address))" == "ip:::1")
        #expect("\(Identity.uri("spiffe://a/b"))" == "uri:spiffe://a/b")
        #expect("\(Identity.commonName("a b"))" == "cn:a b")
    }

    @Test(arguments: [0, 31, 33, 64])
    func aDigestHasThirtyTwoBytes(count: Int) {
        #expect(TableDigest(bytes: [UInt8](repeating: 0, count: count)) == nil)
    }

    @Test func aDigestIsWrittenAsItsFirstEightBytes() {
        #expect(TableDigest(bytes: Array(0..<32))?.description == "0001020304050607")
    }
}
