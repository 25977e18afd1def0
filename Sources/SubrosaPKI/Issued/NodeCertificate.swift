import FoundationEssentials
import SubrosaIdentity
import X509

/// What a `NAME.pem` has: a node's certificate.
package struct NodeCertificate: Sendable {
    package let name: String
    package let path: String
    package let certificate: Certificate

    package init(name: String, files: AuthorityFiles) throws(PKIFailure) {
        self.name = try AuthorityFiles.nodeName(name)
        self.path = files.certificate(of: name)
        self.certificate = try Self.certificate(at: path)
    }

    /// Every node of the directory whose certificate one of `authorities` has issued. A file in which there is
    /// something else is no node's.
    static func all(of authorities: KnownAuthorities) throws(PKIFailure) -> [NodeCertificate] {
        var nodes: [NodeCertificate] = []
        for name in try authorities.files.nodes() {
            guard let node = try? NodeCertificate(name: name, files: authorities.files),
                authorities.issuer(of: node.certificate) != nil
            else { continue }
            nodes.append(node)
        }
        return nodes
    }

    /// The first certificate in a PEM file.
    static func certificate(at path: String) throws(PKIFailure) -> Certificate {
        guard let block = try PEMFile.blocks(at: path).first(where: \.isCertificate) else {
            throw PKIFailure(
                "\(path) has no certificate in PEM; put the file back, or issue a new one (subrosa pki issue)")
        }
        do {
            return try Certificate(derEncoded: block.der)
        } catch {
            throw PKIFailure(
                "the certificate in \(path) cannot be read: \(ParseFailure.explanation(of: error)); put the file back, or issue a new one (subrosa pki issue)"
            )
        }
    }
}
