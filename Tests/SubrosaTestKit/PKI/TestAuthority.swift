import FoundationEssentials
import X509

/// A CA in memory, good or bad, that issues leaves and further CAs.
package struct TestAuthority: Sendable {
    package let certificate: Certificate
    package let key: Certificate.PrivateKey
    /// The CAs above this one but for the root, nearest first; empty for a root.
    let above: [Certificate]
    /// The root that peers would have in ca_file.
    package let root: Certificate
    /// The time by which certificates are in date.
    package let now: Date

    /// Makes a self-signed root.
    package init(
        name: String = "Test CA", key kind: TestKeyKind = .p256, now: Date = Date(), _ faults: TestFault...
    ) throws {
        let key = try kind.make()
        let recipe = TestRecipe(subject: name, isAuthority: true, faults: Set(faults), now: now)
        self.key = key
        self.certificate = try recipe.make(publicKey: key.publicKey, issuer: nil, issuerKey: key)
        self.root = certificate
        self.above = []
        self.now = now
    }

    private init(
        certificate: Certificate, key: Certificate.PrivateKey, above: [Certificate], root: Certificate, now: Date
    ) {
        self.certificate = certificate
        self.key = key
        self.above = above
        self.root = root
        self.now = now
    }

    /// Makes a CA below this one.
    /// - Parameters:
    ///   - sharingKeyOf: Another CA whose key to use, as when a CA is cross-signed.
    package func intermediate(
        name: String = "Test Intermediate", key kind: TestKeyKind = .p256, sans: [TestName] = [],
        sharingKeyOf other: TestAuthority? = nil, _ faults: TestFault...
    ) throws -> TestAuthority {
        let newKey = try other?.key ?? kind.make()
        let recipe = TestRecipe(subject: name, names: sans, isAuthority: true, faults: Set(faults), now: now)
        return TestAuthority(
            certificate: try recipe.make(
                publicKey: newKey.publicKey, issuer: certificate.subject, issuerKey: key),
            key: newKey, above: ownChain, root: root, now: now)
    }

    /// Makes a leaf.
    /// - Parameters:
    ///   - sans: Its subject alternative names; none means no such extension.
    ///   - commonName: Its subject.
    ///   - faults: What is to be wrong with it, e.g. `.expired, .lacksClientAuth`.
    package func issue(
        sans: [TestName] = [], commonName: String = "test leaf", key kind: TestKeyKind = .p256, _ faults: TestFault...
    ) throws -> TestLeaf {
        try issue(sans: sans, commonName: commonName, key: kind, faults: faults)
    }

    /// As ``issue(sans:commonName:key:_:)``, for faults in an array (a table of test cases, say).
    package func issue(
        sans: [TestName] = [], commonName: String = "test leaf", key kind: TestKeyKind = .p256, faults: [TestFault]
    ) throws -> TestLeaf {
        let newKey = try kind.make()
        let recipe = TestRecipe(subject: commonName, names: sans, isAuthority: false, faults: Set(faults), now: now)
        return TestLeaf(
            certificate: try recipe.make(
                publicKey: newKey.publicKey, issuer: certificate.subject, issuerKey: key),
            key: newKey, intermediates: ownChain, root: root)
    }

    /// A self-signed leaf, with a CA's flag if `.leafIsAuthority` is among the faults. Nobody has issued it.
    package static func selfSigned(
        sans: [TestName] = [], commonName: String = "self", now: Date = Date(), _ faults: TestFault...
    ) throws -> TestLeaf {
        let key = try TestKeyKind.p256.make()
        let recipe = TestRecipe(subject: commonName, names: sans, isAuthority: false, faults: Set(faults), now: now)
        let certificate = try recipe.make(publicKey: key.publicKey, issuer: nil, issuerKey: key)
        return TestLeaf(certificate: certificate, key: key, intermediates: [], root: certificate)
    }

    /// The key as PKCS#8, unencrypted.
    package var keyPEM: String {
        get throws { try key.serializeAsPEM().pemString + "\n" }
    }

    /// What a leaf of this CA presents besides itself: this CA and those above, without the root.
    private var ownChain: [Certificate] { certificate == root ? [] : [certificate] + above }
}
