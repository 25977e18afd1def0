import SubrosaCore
import SubrosaIdentity
import Testing

@Suite struct TableDigestTests {
    /// Computed apart from this code:
    ///
    ///     python3 -c 'import hashlib; print(hashlib.sha256(
    ///       b"am-1 am-1.test:9095 127.77.0.1:9094 dns:am-1.test\n"
    ///       b"am-2 am-2.test:9095 127.77.0.2:9094 ip:10.0.0.2\n").hexdigest())'
    static let expected = "8bdc45ac7930b7b6014e6ec7aac9af7df0b4d0d2df98acd206e5fc38ebf95d46"

    @Test func isTheSHA256OfTheCanonicalText() throws {
        let nodes = [
            Fixtures.node("am-2", .ip(Fixtures.ip("10.0.0.2")), index: 2),
            Fixtures.node("am-1", .dns("am-1.test"), index: 1),
        ]
        let digest = TableDigest(of: try #require(NodeTable(nodes)))
        #expect(digest.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == Self.expected)
    }

    @Test func doesNotDependOnTheOrderOfTheNodes() throws {
        let backwards = try #require(NodeTable(Fixtures.table.nodes.reversed()))
        #expect(TableDigest(of: backwards) == TableDigest(of: Fixtures.table))
    }
}
