import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

/// A CA in a directory of its own, and what tests ask of it.
struct AuthorityFixture {
    let directory: TemporaryDirectory
    let now = Date()

    /// Makes a CA and issues for nodes of these names.
    init(_ nodes: String..., days: Int = 365) throws {
        directory = try TemporaryDirectory()
        try Authority.create(directory: directory.path, name: "Test CA", days: 3650, now: now)
        for node in nodes { try issue(node, days: days) }
    }

    var files: AuthorityFiles { AuthorityFiles(directory: directory.path) }
    var rotation: Rotation { Rotation(files: files) }

    func known() throws -> KnownAuthorities { try KnownAuthorities(files: files) }

    func authority(now: Date? = nil) throws -> Authority {
        try Authority(directory: directory.path, now: now ?? self.now)
    }

    func issue(_ node: String, days: Int = 365, replacing: Bool = false) throws {
        try authority().issue(name: node, names: [], days: days, replacing: replacing, now: now)
    }

    @discardableResult
    func renew(
        _ node: String, keepsKey: Bool = false, before: TimeInterval? = nil, byName: Bool = true, now: Date? = nil
    ) throws -> Renewal.Outcome {
        let now = now ?? self.now
        return try Renewal(authority: authority(now: now), days: 365, keepsKey: keepsKey, before: before, now: now)
            .renew(node, byName: byName)
    }

    @discardableResult
    func revoke(
        _ texts: String..., keepingCurrent: Bool = false, force: Bool = false,
        reason: RevocationReason = .unspecified, days: Int = 30, now: Date? = nil
    ) throws -> RevocationPublisher.Published {
        let now = now ?? self.now
        var found: [IssuedCertificate] = []
        for text in texts {
            found += try RevocationSearch(known: known(), now: now)
                .find(text, keepingCurrent: keepingCurrent, force: force)
        }
        return try RevocationPublisher(known: known()).publish(revoking: found, reason: reason, days: days, now: now)
    }

    func bytes(_ name: String) throws -> [UInt8] { try BoundedFile(path: directory[name]).bytes }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    func certificates(_ name: String) throws -> [Certificate] {
        try PEMText.blocks(in: try bytes(name)).map { try Certificate(derEncoded: $0.der) }
    }

    func certificate(_ name: String) throws -> Certificate { try #require(try certificates(name).first) }

    func lists() throws -> [CertificateList] {
        try PEMText.blocks(in: try bytes("crl.pem")).map { try CertificateList(der: $0.der) }
    }

    func serial(_ name: String) throws -> String { SerialText.hexadecimal(try certificate(name).serialNumber) }

    func listing() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    func keyFits(_ node: String) throws -> Bool {
        let block = try #require(try PEMText.blocks(in: try bytes(node + ".key")).first)
        return try LoadedKey(block).key.publicKey == certificate(node + ".pem").publicKey
    }
}
