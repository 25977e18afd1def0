import SubrosaCore
import SwiftASN1
import X509

/// A subject alternative name to put into a test certificate, good or bad.
package enum TestName: Hashable, Sendable {
    case dns(String)
    /// An IP literal, as four or sixteen bytes.
    case ip(String)
    /// Any bytes as an iPAddress.
    case ipBytes([UInt8])
    case uri(String)
    case mail(String)

    var generalName: GeneralName {
        switch self {
        case .dns(let name): .dnsName(name)
        case .ip(let text): .ipAddress(ASN1OctetString(contentBytes: (IPAddress(text)?.bytes ?? [])[...]))
        case .ipBytes(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        case .uri(let uri): .uniformResourceIdentifier(uri)
        case .mail(let address): .rfc822Name(address)
        }
    }
}
