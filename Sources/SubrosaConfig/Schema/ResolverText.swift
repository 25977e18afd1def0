import SubrosaCore

/// `resolver`: `ip:port`, or an IP address alone for the usual port.
enum ResolverText {
    static func parse(_ text: String) throws(Complaint) -> ResolverAddress {
        let what = "resolver \(QuotedText.quote(text))"
        let parsed = try HostPort(withPort(text), key: .resolver)
        guard case .ip(let ip) = parsed.host else {
            throw Complaint(
                .nameForAddress, "\(what) has a name for a host", why: "somebody would have to resolve that first",
                remedy: "write an IP address, e.g. \(Key.resolver.example)")
        }
        guard !ip.isUnspecified, !ip.isMulticastOrBroadcast else {
            throw Complaint(
                .undialable, "\(what) cannot be asked", why: "it is no single machine's address",
                remedy: "write the address of a DNS server, e.g. \(Key.resolver.example)")
        }
        return ResolverAddress(ip: ip, port: parsed.port)
    }

    /// An IPv6 address has to be in brackets even without a port: the end of 2001:db8::1:53 could be one.
    private static func withPort(_ text: String) -> String {
        let isComplete = text.hasPrefix("[") ? !text.hasSuffix("]") : text.utf8.contains(UInt8(ascii: ":"))
        return isComplete ? text : "\(text):\(Key.resolver.usualPort)"
    }
}
