import SubrosaIdentity
import SwiftASN1

/// How a private key is encrypted, as far as it can be told without its passphrase.
enum KeyEncryption {
    static func words(for block: PEMBlock) -> String {
        guard block.label == "ENCRYPTED PRIVATE KEY" else {
            // The kind stands in the label: `EC PRIVATE KEY`.
            let kind = block.label.split(separator: " ").first.map(String.init) ?? ""
            return "encrypted in OpenSSL's traditional form; its kind is \(UntrustedText.escaped(kind, limit: 20))"
        }
        let how = (try? scheme(of: block.der)) ?? "in a way that is not known"
        return "encrypted \(how); its kind cannot be told"
    }

    /// EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 (RFC 8018 appendix A.4).
    private static func scheme(of der: [UInt8]) throws -> String {
        let (kind, parameters) = try algorithm(try first(of: try DER.parse(der)))
        guard kind == [1, 2, 840, 113549, 1, 5, 13], let parameters else {
            return "with \(name(of: kind))"
        }
        let parts = try children(of: parameters)
        guard parts.count == 2 else { return "with \(name(of: kind))" }
        return
            "with \(name(of: try algorithm(parts[1]).0)), the key from a passphrase by \(name(of: try algorithm(parts[0]).0))"
    }

    /// AlgorithmIdentifier.
    private static func algorithm(_ node: ASN1Node) throws -> (ASN1ObjectIdentifier, ASN1Node?) {
        let parts = try children(of: node)
        guard let kind = parts.first else { throw Unknown() }
        return (try ASN1ObjectIdentifier(derEncoded: kind), parts.count > 1 ? parts[1] : nil)
    }

    private static func first(of node: ASN1Node) throws -> ASN1Node {
        guard let first = try children(of: node).first else { throw Unknown() }
        return first
    }

    private static func children(of node: ASN1Node) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw Unknown() }
        return Array(nodes)
    }

    private struct Unknown: Error {}

    private static func name(of algorithm: ASN1ObjectIdentifier) -> String {
        names.first { $0.0 == algorithm }?.1 ?? algorithm.description
    }

    private static let names: [(ASN1ObjectIdentifier, String)] = [
        ([1, 2, 840, 113549, 1, 5, 12], "PBKDF2"), ([1, 2, 840, 113549, 1, 5, 13], "PBES2"),
        ([1, 3, 6, 1, 4, 1, 11591, 4, 11], "scrypt"), ([2, 16, 840, 1, 101, 3, 4, 1, 2], "AES-128-CBC"),
        ([2, 16, 840, 1, 101, 3, 4, 1, 22], "AES-192-CBC"), ([2, 16, 840, 1, 101, 3, 4, 1, 42], "AES-256-CBC"),
        ([2, 16, 840, 1, 101, 3, 4, 1, 6], "AES-128-GCM"), ([2, 16, 840, 1, 101, 3, 4, 1, 46], "AES-256-GCM"),
        ([1, 2, 840, 113549, 3, 7], "3DES-CBC"),
    ]
}
