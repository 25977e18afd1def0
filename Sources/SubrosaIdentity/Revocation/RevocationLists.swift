import FoundationEssentials
import SubrosaCore
import X509

/// The lists of revoked certificates that a node goes by: for each CA, that is each name with its key, the newest.
///
/// A list gets in only with the certificate of the CA that has signed it, so whoever asks with an issuer of the same
/// name and key needs no signature check of his own. What a peer presents never brings in a list or a CA.
package struct RevocationLists: Sendable {
    private struct Issuer: Hashable {
        let name: DistinguishedName
        let key: Certificate.PublicKey

        init(_ certificate: Certificate) {
            self.name = certificate.subject
            self.key = certificate.publicKey
        }
    }

    /// What the lists say of a certificate.
    package enum Verdict: Hashable, Sendable {
        case good
        case revoked(RevokedCertificate, thisUpdate: Date)
        /// There is no list of its issuer.
        case noList
        /// Its issuer's list ended then, and the certificate is not on it.
        case runOut(Date)
    }

    private var lists: [Issuer: CertificateList] = [:]
    /// In the order in which they were added.
    private var order: [Issuer] = []

    package init() {}

    /// Adds a list, unless a newer one of the same CA is there.
    /// - Returns: Whether `authority` has signed it and may; if not, nothing is added.
    @discardableResult
    package mutating func add(_ list: CertificateList, of authority: Certificate) -> Bool {
        guard list.signer(authority) == .signed else { return false }
        let issuer = Issuer(authority)
        guard let known = lists[issuer] else {
            order.append(issuer)
            lists[issuer] = list
            return true
        }
        if list.isNewer(than: known) { lists[issuer] = list }
        return true
    }

    /// All of them, in the order of the file.
    package var all: [CertificateList] { order.compactMap { lists[$0] } }

    package func list(of authority: Certificate) -> CertificateList? { lists[Issuer(authority)] }

    /// - Parameters:
    ///   - issuer: The CA that has signed `certificate`.
    /// - Returns: Revoked also by a list that has run out: nothing takes a certificate off a list but a newer one.
    package func verdict(on certificate: Certificate, issuedBy issuer: Certificate, now: Date) -> Verdict {
        guard let list = list(of: issuer) else { return .noList }
        if let entry = list.entry(for: certificate.serialNumber) {
            return .revoked(entry, thisUpdate: list.thisUpdate)
        }
        guard let end = list.nextUpdate else { return .runOut(list.thisUpdate) }
        return now > end ? .runOut(end) : .good
    }
}
