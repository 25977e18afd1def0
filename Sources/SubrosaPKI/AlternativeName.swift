import SubrosaCore
import SubrosaIdentity
import SwiftASN1
import X509

/// A name that a node's certificate is to prove.
package enum AlternativeName: Hashable, Sendable, CustomStringConvertible {
    case dns(String)
    case ip(IPAddress)
    case uri(String)

    /// - Throws: If peers would not match such a name (``IdentityMatcher``); wildcards are an example.
    package init(dns text: String) throws(PKIFailure) {
        guard DNSName(inCertificate: text) != nil else {
            throw PKIFailure(
                "\(UntrustedText.quoted(text)) is no DNS name that proves a node: use letters, digits, - and _ between dots,"
                    + " no wildcard and no dot at the end; an address goes into --ip")
        }
        self = .dns(text)
    }

    /// - Throws: If `text` is no IPv4 or IPv6 literal.
    package init(ip text: String) throws(PKIFailure) {
        guard let address = IPAddress(text) else {
            throw PKIFailure("\(UntrustedText.quoted(text)) is no IP address: write it as 10.0.0.1 or 2001:db8::1")
        }
        self = .ip(address)
    }

    /// - Throws: If `text` has no scheme, or bytes that a URI cannot have.
    package init(uri text: String) throws(PKIFailure) {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        guard let first = scheme.first, Self.isLetter(first), scheme.count < text.utf8.count - 1,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw PKIFailure("\(UntrustedText.quoted(text)) is no URI: write it as spiffe://example.com/am-1, in ASCII")
        }
        self = .uri(text)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// As the configuration writes the identity that this proves.
    package var description: String {
        switch self {
        case .dns(let name): "dns:\(name)"
        case .ip(let address): "ip:\(address)"
        case .uri(let uri): "uri:\(uri)"
        }
    }

    package var generalName: GeneralName {
        switch self {
        case .dns(let name): .dnsName(name)
        case .ip(let address): .ipAddress(ASN1OctetString(contentBytes: address.bytes[...]))
        case .uri(let uri): .uniformResourceIdentifier(uri)
        }
    }
}
