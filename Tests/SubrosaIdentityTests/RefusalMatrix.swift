import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import X509

/// Every fault of a certificate, at each end of the connection, for each kind of identity.
enum RefusalMatrix {
    /// A kind of identity: how node `n` is written in the configuration, and what its certificate has.
    struct Kind: Sendable {
        let name: String
        let identity: @Sendable (Int) -> Identity
        var sans: @Sendable (Int) -> [TestName] = { _ in [] }
        var commonName: @Sendable (Int) -> String = { _ in "somebody" }
        var faults: @Sendable (Int) -> [TestFault] = { _ in [] }
        /// How a refusal says what the certificate of node `n` proves.
        let proof: @Sendable (Int) -> String
    }

    enum End: String, CaseIterable, Sendable {
        case dialling, accepting
    }

    /// What one peer presents, and by what it is judged.
    struct Attempt {
        var chain: [[UInt8]]
        var rules = TrustRules()
        var lists: RevocationLists?
        var roots: [Certificate]?
    }

    struct Fault: Sendable {
        let name: String
        var ends: [End] = End.allCases
        let reason: RefusalReason
        /// What the detail has to name.
        let says: @Sendable (Kind, End) -> [String]
        let attempt: @Sendable (Subject) throws -> Attempt
    }

    /// The PKI that faults are made with; node 1 is this one, node 2 the one that is dialled, node 3 another, 9 none.
    struct Subject {
        let pki: TestPKI
        let kind: Kind
        let end: End

        func leaf(
            _ node: Int = 2, of authority: TestAuthority? = nil, key: TestKeyKind = .p256, _ faults: TestFault...
        ) throws -> TestLeaf {
            try (authority ?? pki.root).issue(
                sans: kind.sans(node), commonName: kind.commonName(node), key: key, faults: kind.faults(node) + faults)
        }
    }

    static let kinds = [
        Kind(
            name: "dns", identity: { .dns("am-\($0).test") }, sans: { [.dns("am-\($0).test")] },
            proof: { "dns:am-\($0).test" }),
        Kind(
            name: "dns wildcard", identity: { .dnsWildcard("site-\($0).test") }, sans: { [.dns("x.site-\($0).test")] },
            proof: { "dns:x.site-\($0).test" }),
        Kind(
            name: "ip", identity: { .ip(Fixtures.ip("10.0.0.\($0)")) }, sans: { [.ip("10.0.0.\($0)")] },
            proof: { "ip:10.0.0.\($0)" }),
        Kind(
            name: "uri", identity: { .uri("spiffe://test/am-\($0)") }, sans: { [.uri("spiffe://test/am-\($0)")] },
            proof: { "uri:spiffe://test/am-\($0)" }),
        Kind(
            name: "cn", identity: { .commonName("am-\($0)") }, commonName: { "am-\($0)" }, proof: { "cn:am-\($0)" }),
        Kind(
            name: "ou", identity: { .organizationalUnit("am-\($0)") }, faults: { [.organizationalUnit("am-\($0)")] },
            proof: { "ou:am-\($0)" }),
    ]

    static func table(_ kind: Kind) -> NodeTable? {
        NodeTable((1...3).map { Fixtures.node("am-\($0)", kind.identity($0), index: $0) })
    }

    static let faults = unreadable + unfit + untrusted + revoked + otherNodes

    private static let unreadable = [
        Fault(name: "nothing presented", reason: .noCertificate, says: { _, _ in ["no certificate"] }) { _ in
            Attempt(chain: [])
        },
        Fault(name: "cut off", reason: .certificateUnreadable, says: { _, _ in ["not a certificate"] }) {
            Attempt(chain: [try $0.leaf().chain[0].dropLast()])
        },
        Fault(name: "nine certificates", reason: .certificateUnreadable, says: { _, _ in ["9 certificates", "8"] }) {
            Attempt(chain: Array(repeating: try $0.leaf().chain[0], count: 9))
        },
        Fault(
            name: "damaged names", reason: .certificateUnreadable,
            says: { kind, _ in ["alternative names", "CN=\(kind.commonName(2))"] }
        ) {
            Attempt(chain: try $0.leaf(2, .damagedNames).chain)
        },
    ]

    private static let unfit = [
        Fault(
            name: "expired", reason: .certificateExpired,
            says: { kind, _ in ["CN=\(kind.commonName(2))", "ended 2", "it is 2"] }
        ) { Attempt(chain: try $0.leaf(2, .expired).chain) },
        Fault(
            name: "not valid yet", reason: .certificateNotYetValid,
            says: { kind, _ in ["CN=\(kind.commonName(2))", "begins 2", "it is 2"] }
        ) { Attempt(chain: try $0.leaf(2, .notYetValid).chain) },
        Fault(
            name: "made for the other end of TLS", reason: .certificateUsage,
            says: { _, end in [end == .accepting ? "lacks clientAuth" : "lacks serverAuth"] }
        ) { Attempt(chain: try $0.leaf(2, $0.end == .accepting ? .lacksClientAuth : .lacksServerAuth).chain) },
        Fault(name: "a CA's own", reason: .certificateUsage, says: { _, _ in ["is a CA's"] }) {
            Attempt(chain: try $0.leaf(2, .leafIsAuthority).chain)
        },
        Fault(
            name: "a kind of key that is not allowed", reason: .keyType,
            says: { _, _ in ["of kind P384", "tls.key_types: P256, Ed25519"] }
        ) {
            Attempt(chain: try $0.leaf(key: .p384).chain, rules: TrustRules(keyTypes: [.p256, .ed25519]))
        },
        Fault(name: "a denied key", reason: .certificateDenied, says: { _, _ in ["sha256:", "tls.deny"] }) {
            let leaf = try $0.leaf()
            let key = KeyFingerprint.bytes(of: leaf.certificate.publicKey)
            return Attempt(chain: try leaf.chain, rules: TrustRules(denied: [.key(sha256: key)]))
        },
    ]

    private static let untrusted = [
        Fault(
            name: "a CA of another name", reason: .unknownAuthority,
            says: { _, _ in ["'CN=Elsewhere' is neither in ca_file"] }
        ) { Attempt(chain: try $0.leaf(of: try TestAuthority(name: "Elsewhere")).chain) },
        Fault(
            name: "a CA of the same name", reason: .unknownAuthority, says: { _, _ in ["'CN=Test CA'", "another key"] }
        ) { Attempt(chain: try $0.leaf(of: try TestAuthority()).chain) },
        Fault(name: "a broken signature", reason: .unknownAuthority, says: { _, _ in ["another key"] }) {
            Attempt(chain: try $0.leaf(2, .brokenSignature).chain)
        },
        Fault(
            name: "an expired CA in between", reason: .certificateExpired,
            says: { _, _ in ["the CA certificate 'CN=Test Intermediate'", "ended"] }
        ) { Attempt(chain: try $0.leaf(of: try $0.pki.root.intermediate(.expired)).chain) },
        Fault(name: "a denied serial number", reason: .certificateDenied, says: { _, _ in ["serial", "'CN=Test CA'"] })
        {
            let leaf = try $0.leaf()
            let serial = Array(leaf.certificate.serialNumber.bytes.drop { $0 == 0 })
            return Attempt(
                chain: try leaf.chain, rules: TrustRules(denied: [.serial(serial, issuer: "CN=Test CA")]))
        },
        Fault(
            name: "a denied CA", reason: .certificateDenied, says: { _, _ in ["the CA certificate 'CN=Test CA'"] }
        ) {
            let key = KeyFingerprint.bytes(of: $0.pki.root.certificate.publicKey)
            return Attempt(chain: try $0.leaf().chain, rules: TrustRules(denied: [.key(sha256: key)]))
        },
    ]

    private static let revoked = [
        Fault(
            name: "revoked", reason: .certificateRevoked,
            says: { kind, _ in ["CN=\(kind.commonName(2))", "serial number", "keyCompromise", "'CN=Test CA'"] }
        ) {
            let leaf = try $0.leaf()
            let list = try $0.pki.root.list(revoking: [leaf.certificate], reason: .keyCompromise)
            return Attempt(chain: try leaf.chain, lists: try Fixtures.lists(($0.pki.root, list)))
        },
        Fault(
            name: "a revoked CA in between", reason: .certificateRevoked,
            says: { _, _ in ["the CA certificate 'CN=Test Intermediate'"] }
        ) {
            let middle = try $0.pki.root.intermediate()
            let list = try $0.pki.root.list(revoking: [middle.certificate])
            return Attempt(
                chain: try $0.leaf(of: middle).chain,
                lists: try Fixtures.lists(($0.pki.root, list), (middle, try middle.list())))
        },
        Fault(
            name: "no list of its CA", reason: .revocationUnknown, says: { _, _ in ["crl_file", "'CN=Test CA'"] }
        ) { Attempt(chain: try $0.leaf().chain, lists: RevocationLists()) },
        Fault(
            name: "a list that has run out", reason: .revocationUnknown,
            says: { _, _ in ["the list of the CA 'CN=Test CA' ended 2", "it is 2"] }
        ) {
            Attempt(
                chain: try $0.leaf().chain, lists: try Fixtures.lists(($0.pki.root, try $0.pki.root.list(ends: -60))))
        },
    ]

    private static let otherNodes = [
        Fault(
            name: "proves no node", reason: .notAConfiguredNode,
            says: { kind, end in [kind.proof(9)] + (end == .dialling ? ["expected \(kind.identity(2)) of am-2"] : []) }
        ) { Attempt(chain: try $0.leaf(9).chain) },
        Fault(
            name: "proves another node than the one dialled", ends: [.dialling], reason: .wrongNode,
            says: { kind, _ in [kind.proof(3), "expected \(kind.identity(2)) of am-2, reached am-3"] }
        ) { Attempt(chain: try $0.leaf(3).chain) },
        Fault(
            name: "proves this very node", reason: .ownIdentity,
            says: { kind, _ in [kind.proof(1), "this node's"] }
        ) { Attempt(chain: try $0.leaf(1).chain) },
    ]
}
