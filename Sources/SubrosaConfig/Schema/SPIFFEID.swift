/// The syntax of SPIFFE IDs: sections 2.1 to 2.3 of the SPIFFE ID specification ("SPIFFE-ID").
///
/// Identities are compared byte by byte, so one that no SPIFFE implementation would issue could never be proven.
enum SPIFFEID {
    /// Section 2.1, in bytes. Of the whole, 2,048 bytes are allowed: ``IdentityText/maximumURILength``.
    static let maximumTrustDomainLength = 255

    /// - Parameters:
    ///   - uri: printable ASCII without spaces, whose scheme is `spiffe` in any case.
    ///   - what: the beginning of the message.
    static func check(_ uri: String, what: String) throws(Complaint) {
        if let (why, remedy) = fault(in: uri) {
            throw Complaint(.badSPIFFEID, "\(what) is no SPIFFE ID", why: why, remedy: remedy)
        }
    }

    private static func fault(in uri: String) -> (why: String, remedy: String)? {
        let example = "write e.g. uri:spiffe://example.org/am-1"
        guard uri.hasPrefix("spiffe://") else { return ("it does not begin with spiffe:// in lower case", example) }
        if uri.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
            return ("it has a query or a fragment", "remove the ? or # and what follows")
        }
        // Empty subsequences are kept, so there is a first one.
        var segments = uri.utf8.dropFirst(9).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let domain = segments.removeFirst()
        return domainFault(domain) ?? segments.lazy.compactMap(segmentFault).first
    }

    private static func domainFault(_ domain: Substring.UTF8View) -> (why: String, remedy: String)? {
        let remedy = "write the trust domain as it is, e.g. uri:spiffe://example.org/am-1"
        if domain.isEmpty { return ("it has no trust domain", remedy) }
        if domain.count > maximumTrustDomainLength {
            return (
                "its trust domain is \(domain.count) bytes long, and \(maximumTrustDomainLength) are allowed", remedy
            )
        }
        if domain.contains(UInt8(ascii: "@")) || domain.contains(UInt8(ascii: ":")) {
            return ("a trust domain has neither a port nor a user", "remove it")
        }
        guard domain.allSatisfy({ isAllowed($0) && !isUpperCase($0) }) else {
            return ("a trust domain is made of lower-case letters, digits, dots, - and _", remedy)
        }
        return nil
    }

    private static func segmentFault(_ segment: Substring.UTF8View) -> (why: String, remedy: String)? {
        if segment.isEmpty { return ("two slashes stand side by side, or one at its end", "remove one") }
        if segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8) {
            return ("its path has a part . or ..", "write the path that is meant")
        }
        guard segment.allSatisfy(isAllowed) else {
            return ("its path is made of letters, digits, dots, - and _ between slashes", "remove what is not")
        }
        return nil
    }

    private static func isUpperCase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: isUpperCase(byte)
        }
    }
}
