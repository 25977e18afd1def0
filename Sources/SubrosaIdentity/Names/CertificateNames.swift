import SubrosaCore
import SwiftASN1
import X509

/// The names that a certificate carries, as they stand in it: nothing is normalised or believed yet.
package struct CertificateNames: Hashable, Sendable {
    /// dNSName alternative names.
    package let dns: [String]
    /// iPAddress alternative names, whatever their length.
    package let ips: [[UInt8]]
    /// uniformResourceIdentifier alternative names.
    package let uris: [String]
    /// How many alternative names of other kinds there are (mail addresses, directory names, ...).
    package let otherCount: Int
    /// The subject's common name; nil if it has none, more than one (which of them would count?), or one in an
    /// encoding other than UTF8String, PrintableString and IA5String.
    package let commonName: String?
    /// The subject's organisational unit, by the same rules.
    package let organizationalUnit: String?

    /// - Throws: swift-certificates' error if the extension of alternative names cannot be parsed. Then nothing in
    ///   the certificate is used, not even its common name.
    package init(of certificate: Certificate) throws {
        self.init(
            try certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames(),
            subject: certificate.subject)
    }

    /// The names of a certificate with this extension and subject.
    package init(_ names: SubjectAlternativeNames, subject: DistinguishedName) {
        var dns: [String] = []
        var ips: [[UInt8]] = []
        var uris: [String] = []
        var otherCount = 0
        for name in names {
            switch name {
            case .dnsName(let text): dns.append(text)
            case .ipAddress(let octets): ips.append(Array(octets.bytes))
            case .uniformResourceIdentifier(let text): uris.append(text)
            default: otherCount += 1
            }
        }
        self.dns = dns
        self.ips = ips
        self.uris = uris
        self.otherCount = otherCount
        self.commonName = Self.only(.RDNAttributeType.commonName, in: subject)
        self.organizationalUnit = Self.only(.RDNAttributeType.organizationalUnitName, in: subject)
    }

    private static func only(_ type: ASN1ObjectIdentifier, in subject: DistinguishedName) -> String? {
        let found = subject.joined().filter { $0.type == type }
        return found.count == 1 ? found.first.flatMap { String($0.value) } : nil
    }

    /// The names in the notation of the configuration, for a log line: `dns:am-1.example.com ip:10.0.0.1`, escaped and
    /// at most about 200 characters; `no alternative names` and the common name and
    /// organisational unit if there are none.
    package var summary: String {
        var items = dns.prefix(4).map { "dns:" + UntrustedText.escaped($0, limit: 60) }
        items += ips.prefix(4).map { "ip:" + Self.text(ofIP: $0) }
        items += uris.prefix(2).map { "uri:" + UntrustedText.escaped($0, limit: 80) }
        let count = dns.count + ips.count + uris.count + otherCount
        guard count > 0 else {
            let name = commonName.map { "cn:" + UntrustedText.escaped($0, limit: 60) } ?? "no single common name"
            let unit = organizationalUnit.map { " ou:" + UntrustedText.escaped($0, limit: 60) } ?? ""
            return "no alternative names, \(name)\(unit)"
        }
        var line = ""
        var shown = 0
        for item in items where line.utf8.count + item.utf8.count < 180 {
            line += (line.isEmpty ? "" : " ") + item
            shown += 1
        }
        return count > shown ? line + (line.isEmpty ? "" : " and ") + "\(count - shown) more" : line
    }

    /// Every name in the notation of the configuration, escaped, for a listing that may be long.
    package var listing: [String] {
        dns.map { "dns:" + UntrustedText.escaped($0, limit: 260) } + ips.map { "ip:" + Self.text(ofIP: $0) }
            + uris.map { "uri:" + UntrustedText.escaped($0, limit: 500) }
            + (otherCount > 0 ? ["and \(otherCount) of other kinds"] : [])
    }

    private static func text(ofIP bytes: [UInt8]) -> String {
        guard let address = IPAddress(bytes: bytes) else { return "(\(bytes.count) bytes)" }
        // A mapped address prints as what it is, since it does not prove the IPv4 address.
        return bytes.count == 16 && !address.isIPv6 ? "::ffff:\(address)" : address.description
    }
}
