import SubrosaCore

/// `dns:`, `ip:`, `uri:`, `cn:` or `ou:` and what a certificate has to say.
enum IdentityText {
    /// Longer URIs are not in certificates: SPIFFE allows 2,048 bytes.
    static let maximumURILength = 2_048
    /// RFC 5280 appendix A.1, ub-common-name and ub-organizational-unit-name, in characters.
    static let maximumSubjectLength = 64

    /// What a node proves if the configuration does not say: the host that peers dial.
    static func implied(by address: LinkAddress) -> Identity {
        IPAddress(address.host).map(Identity.ip) ?? .dns(address.host)
    }

    static func parse(_ text: String) throws(Complaint) -> Identity {
        let what = "identity \(QuotedText.quote(text))"
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let kind = String(parts.first ?? "")
        let value = parts.count == 2 ? String(parts[1]) : ""
        let kinds = ["dns", "ip", "uri", "cn", "ou"]
        guard parts.count == 2, kinds.contains(kind) else {
            let meant =
                parts.count == 2 && kinds.contains(kind.lowercased())
                ? "\(kind.lowercased()):\(value)" : (IPAddress(text) == nil ? "dns:\(text)" : "ip:\(text)")
            let example = (try? parse(meant)) == nil ? Key.identity.example : "identity: \(QuotedText.quote(meant))"
            throw Complaint(
                .identityKind, "\(what) does not say of which kind it is",
                why: "a certificate's names are of different kinds",
                remedy: "begin it with dns:, ip:, uri:, cn: or ou:, e.g. \(example)")
        }
        guard !value.isEmpty else {
            throw Complaint(
                .identityEmpty, "\(what) names nothing", why: "it ends behind the colon",
                remedy: "write e.g. \(Key.identity.example)")
        }
        switch kind {
        case "dns":
            if value.contains("*") { return .dnsWildcard(try WildcardName.parent(of: value, what: what)) }
            return .dns(try dnsName(value, what: what))
        case "ip": return .ip(try address(value, what: what))
        case "uri": return .uri(try uri(value, what: what))
        case "cn":
            try checkSubject(value, .badCommonName, what: what, noun: "common name")
            return .commonName(value)
        default:
            try checkSubject(value, .badOrganizationalUnit, what: what, noun: "organisational unit")
            return .organizationalUnit(value)
        }
    }

    private static func dnsName(_ value: String, what: String) throws(Complaint) -> String {
        if isASCII(value), IPAddress(value) != nil {
            throw Complaint(
                .identityIsAddress, "\(what) is an IP address", why: "certificates keep names and addresses apart",
                remedy: "write ip:\(value)")
        }
        return try DNSName.parse(value, what: what)
    }

    private static func address(_ value: String, what: String) throws(Complaint) -> IPAddress {
        guard isASCII(value), let ip = IPAddress(value) else {
            throw Complaint(
                .identityIsNoAddress, "\(what) is no IP address",
                why: "behind ip: stands an IPv4 or IPv6 address, without brackets, port or zone",
                remedy: "write e.g. ip:192.0.2.1 or ip:2001:db8::1, or dns: for a name")
        }
        return ip
    }

    private static func uri(_ value: String, what: String) throws(Complaint) -> String {
        let colon = value.utf8.firstIndex(of: UInt8(ascii: ":"))
        let scheme = colon.map { value.utf8[..<$0] }
        let startsWithLetter = scheme?.first.map { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a } ?? false
        guard isASCII(value), startsWithLetter, value.utf8.count <= maximumURILength, value.utf8.last != 0x3a else {
            throw Complaint(
                .badURI, "\(what) is no URI",
                why: "a URI has a scheme, no spaces, and at most \(maximumURILength) bytes, all of them ASCII",
                remedy: "write e.g. uri:spiffe://example.org/am-1")
        }
        // Schemes are equal whatever their case (RFC 3986, section 3.1), so that SPIFFE:// is meant as one too.
        if value.prefix(7).lowercased() == "spiffe:" { try SPIFFEID.check(value, what: what) }
        return value
    }

    private static func checkSubject(
        _ value: String, _ rule: ConfigRule, what: String, noun: String
    ) throws(Complaint) {
        // It is shown in logs.
        let isPrintable = value.unicodeScalars.allSatisfy(QuotedText.isHarmless)
        guard isPrintable, value.unicodeScalars.count <= maximumSubjectLength else {
            throw Complaint(
                rule, "\(what) is no \(noun)",
                why: "one has at most \(maximumSubjectLength) characters, all of them printable",
                remedy: "write what stands in the certificate's subject, or better use dns:")
        }
    }

    /// Printable ASCII without spaces; so nothing that C takes for an end.
    private static func isASCII(_ text: String) -> Bool { text.utf8.allSatisfy { (0x21...0x7e).contains($0) } }
}
