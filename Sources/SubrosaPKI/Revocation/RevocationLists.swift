import SubrosaIdentity
import X509

/// What `crl.pem` has: a list of revoked certificates for each CA that is believed and has one. It is the only place
/// where it stands what has been revoked.
package struct RevocationLists: Sendable {
    /// In the order of `ca.pem`.
    package let lists: [(authority: Certificate, list: CertificateList)]
    /// How many lists are by none of the CAs in `ca.pem`.
    package let foreignCount: Int

    /// - Returns: nil if there is no such file: nothing has been revoked.
    /// - Throws: If anything in it cannot be used. To begin anew would let in everybody who was ever shut out.
    package init?(known: KnownAuthorities) throws(PKIFailure) {
        let path = known.files.revocationLists
        guard NewFile.exists(path) else { return nil }
        let blocks = try PEMFile.blocks(at: path, maximumByteCount: PEMFile.maximumListByteCount)
            .filter { $0.label == CertificateList.pemLabel }
        guard !blocks.isEmpty else {
            throw Self.failure(path, "it has no CRL in PEM")
        }
        var newest: [Int: CertificateList] = [:]
        var foreignCount = 0
        for block in blocks {
            let list: CertificateList
            do {
                list = try CertificateList(der: block.der)
            } catch {
                throw Self.failure(path, "line \(block.line): \(error.explanation)")
            }
            let signers = known.believed.map(list.signer)
            if let index = signers.firstIndex(of: .signed) {
                if let other = newest[index], !list.isNewer(than: other) { continue }
                newest[index] = list
            } else if signers.allSatisfy({ $0 == .anotherName }) {
                foreignCount += 1
            } else {
                throw Self.failure(path, "the list at line \(block.line) is not signed by the CA that it names")
            }
        }
        self.foreignCount = foreignCount
        self.lists = known.believed.indices.compactMap { index in
            newest[index].map { (known.believed[index], $0) }
        }
    }

    /// The list of a CA.
    package subscript(authority: Certificate) -> CertificateList? {
        lists.first { $0.authority == authority }?.list
    }

    /// What is said about a certificate of `issuer`.
    package func entry(for certificate: Certificate, issuer: Certificate) -> RevokedCertificate? {
        self[issuer]?.entry(for: certificate.serialNumber)
    }

    private static func failure(_ path: String, _ why: String) -> PKIFailure {
        PKIFailure(
            "\(path) cannot be used: \(why); put it back from a backup or from a node, as it is the only place where it"
                + " stands what has been revoked"
        )
    }
}
