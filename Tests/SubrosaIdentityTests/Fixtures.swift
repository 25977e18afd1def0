import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing

/// Three nodes of each kind of identity that is usual, and one of the kind that is not.
enum Fixtures {
    static let local = name("am-1")
    static let peer = name("am-2")

    static let table: NodeTable = {
        let identities: [Identity] = [
            .dns("am-1.test"), .dns("am-2.test"), .dns("am-3.test"), .ip(ip("10.0.0.4")),
            .uri("spiffe://test/am-5"), .commonName("am-6"),
        ]
        let nodes = identities.enumerated().map { index, identity in
            node("am-\(index + 1)", identity, index: index + 1)
        }
        return valid(NodeTable(nodes))
    }()

    static func node(_ text: String, _ identity: Identity, index: Int) -> Node {
        node(text, identities: [identity], index: index)
    }

    static func node(_ text: String, identities: [Identity], index: Int) -> Node {
        Node(
            name: name(text), linkAddress: LinkAddress(host: "\(text).test", port: 9095),
            virtualAddress: valid(VirtualAddress(ip: ip("127.77.0.\(index)"), port: 9094)), identities: identities)
    }

    static func name(_ text: String) -> NodeName { valid(NodeName(text)) }

    static func ip(_ text: String) -> IPAddress { valid(IPAddress(text)) }

    /// What the fixtures are made of is written in this file, so it is valid or the file is wrong.
    private static func valid<T>(_ value: T?) -> T {
        guard let value else { preconditionFailure("a fixture is not valid") }
        return value
    }

    static func verifier(
        _ pki: TestPKI, rules: TrustRules = TrustRules(), lists: RevocationLists? = nil
    ) -> PeerVerifier {
        PeerVerifier(
            trust: Trust(roots: pki.roots, rules: rules, revocations: lists), table: table, localName: local)
    }

    /// The lists given, each signed by the CA beside it.
    static func lists(_ signed: (TestAuthority, [UInt8])...) throws -> RevocationLists {
        var lists = RevocationLists()
        for (authority, der) in signed {
            let isTaken = lists.add(try CertificateList(der: der), of: authority.certificate)
            try #require(isTaken)
        }
        return lists
    }
}

extension PeerVerdict {
    var reason: RefusalReason? {
        if case .refused(let refusal) = self { refusal.reason } else { nil }
    }

    var detail: String {
        if case .refused(let refusal) = self { refusal.detail } else { "" }
    }

    var nodes: [String] {
        if case .admitted(let peer) = self { peer.nodes.map(\.text) } else { [] }
    }
}
