import SubrosaCore

/// Whether the names in a certificate prove an identity. Pure; knows nothing of chains and dates.
///
/// Each kind of identity looks at its own kind of name and at nothing else: there is no fallback from alternative
/// names to the common name, and an address in a dNSName is no address.
package enum IdentityMatcher {
    /// - `dns:` A dNSName that is the same name but for ASCII case; one trailing dot of the *configured* name is
    ///   ignored. No wildcards: a certificate for `*.example.com` proves nothing here. ``DNSName`` has the rest.
    /// - `dns:*.` A dNSName with exactly one label more than what stands after `*.`, or that very wildcard, likewise
    ///   regardless of ASCII case and one trailing dot of the configured name. Not the name itself, nor two labels more,
    ///   nor any other wildcard (``DNSName/isWildcard(_:)``).
    /// - `ip:` An iPAddress with the same four or sixteen bytes. An IPv4-mapped IPv6 address in a certificate does not
    ///   prove the IPv4 address: RFC 5280 4.2.1.6 wants four octets for IPv4, and name constraints are compared by
    ///   length first, so that a CA forbidden 10.0.0.0/8 may still issue ::ffff:10.0.0.1.
    /// - `uri:` A uniformResourceIdentifier with the same bytes.
    /// - `cn:` The subject's only common name with the same bytes.
    /// - `ou:` The subject's only organisational unit with the same bytes. Name constraints reach neither of the two.
    package static func proves(_ names: CertificateNames, _ identity: Identity) -> Bool {
        switch identity {
        case .dns(let name):
            guard let expected = DNSName(configured: name) else { return false }
            return names.dns.contains { DNSName(inCertificate: $0) == expected }
        case .dnsWildcard(let name):
            guard let parent = DNSName(configured: name) else { return false }
            return names.dns.contains { parent.isWildcard($0) || DNSName(inCertificate: $0)?.parent == parent }
        case .ip(let address):
            return names.ips.contains(address.bytes)
        case .uri(let uri):
            // Bytes, not `==`: Swift's strings are equal when they are canonically equivalent.
            return !uri.isEmpty && names.uris.contains { $0.utf8.elementsEqual(uri.utf8) }
        case .commonName(let name):
            return isSame(names.commonName, name)
        case .organizationalUnit(let name):
            return isSame(names.organizationalUnit, name)
        }
    }

    private static func isSame(_ found: String?, _ expected: String) -> Bool {
        guard let found, !expected.isEmpty else { return false }
        return found.utf8.elementsEqual(expected.utf8)
    }
}
