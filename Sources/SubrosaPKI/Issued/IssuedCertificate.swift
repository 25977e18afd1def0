import FoundationEssentials
import SubrosaIdentity
import X509

/// What a CA remembers of a certificate that it has issued: one line of `issued.txt`, five words apart by spaces.
package struct IssuedCertificate: Hashable, Sendable {
    /// The name of a certificate whose node is not known.
    package static let unnamed = "-"

    /// As ``SerialText`` writes it.
    package let serial: String
    /// To the second.
    package let notAfter: Date
    /// The node that it was issued for, or ``unnamed``.
    package let name: String
    /// Of the certificate's own key, as ``KeyFingerprint`` writes it.
    package let keySHA256: String
    /// Of the key of the CA that has issued it: serial numbers are a CA's own (RFC 5280 4.1.2.2).
    package let authoritySHA256: String

    package init(
        serial: String, notAfter: Date, name: String, keySHA256: String, authoritySHA256: String
    ) {
        self.serial = serial
        self.notAfter = notAfter
        self.name = name
        self.keySHA256 = keySHA256
        self.authoritySHA256 = authoritySHA256
    }

    init(_ certificate: Certificate, name: String, authority: Certificate) {
        self.init(
            serial: Self.text(of: certificate.serialNumber), notAfter: certificate.notValidAfter, name: name,
            keySHA256: KeyFingerprint.hexadecimal(of: certificate.publicKey),
            authoritySHA256: KeyFingerprint.hexadecimal(of: authority.publicKey))
    }

    /// - Returns: nil if `line` is not as ``line`` writes it.
    package init?(line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 5, Self.isHexadecimal(words[0], upTo: 40),
            let notAfter = try? Date(words[1], strategy: .iso8601),
            words[2] == Self.unnamed || (try? AuthorityFiles.nodeName(words[2])) != nil,
            words[3].utf8.count == 64, Self.isHexadecimal(words[3], upTo: 64),
            words[4].utf8.count == 64, Self.isHexadecimal(words[4], upTo: 64)
        else { return nil }
        self.init(
            serial: words[0], notAfter: notAfter, name: words[2], keySHA256: words[3], authoritySHA256: words[4])
    }

    package var line: String { "\(serial) \(TimeText.utc(notAfter)) \(name) \(keySHA256) \(authoritySHA256)" }

    /// As ``SerialText`` writes it, without zero bytes at its beginning.
    static func text(of serial: Certificate.SerialNumber) -> String {
        var text = SerialText.hexadecimal(serial)
        while text.hasPrefix("00"), text.utf8.count > 2 { text.removeFirst(2) }
        return text
    }

    private static func isHexadecimal(_ text: String, upTo count: Int) -> Bool {
        (1...count).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
