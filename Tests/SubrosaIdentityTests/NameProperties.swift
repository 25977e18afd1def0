import SubrosaCore
import SubrosaIdentity
import SwiftASN1
import X509

/// What has to hold of certificates and their names whatever the bytes are. For tests and `scripts/fuzz.sh`.
enum NameProperties {
    /// - Parameter bytes: A certificate in DER, or the value of an extension of alternative names.
    /// - Returns: The promise that was broken.
    static func broken(by bytes: [UInt8]) -> String? {
        if let presented = try? PresentedChain(der: [bytes, bytes]),
            let names = try? CertificateNames(of: presented.leaf), let broken = broken(by: names)
        {
            return broken
        }
        let value = Certificate.Extension(
            oid: .X509ExtensionID.subjectAlternativeName, critical: false, value: bytes[...])
        if let alternatives = try? SubjectAlternativeNames(value),
            let broken = broken(by: CertificateNames(alternatives, subject: DistinguishedName()))
        {
            return broken
        }
        return broken(byName: String(decoding: bytes, as: UTF8.self))
    }

    private static func broken(by names: CertificateNames) -> String? {
        for line in [names.summary] + names.listing {
            guard line.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else { return "a name is not escaped: \(line)" }
        }
        guard names.summary.utf8.count <= 250 else { return "a summary of \(names.summary.utf8.count) bytes" }
        for name in names.dns {
            if let broken = broken(byName: name) { return broken }
        }
        // Told again in other words: byte by byte, in lower case.
        let lowered = names.dns.map { $0.utf8.map { (0x41...0x5a).contains($0) ? $0 + 0x20 : $0 } }
        let plain = lowered.contains(Array("am-2.example.com".utf8))
        guard IdentityMatcher.proves(names, .dns("am-2.example.com")) == plain else { return "dns: differs" }
        let suffix = Array(".example.com".utf8)
        for name in lowered where name.suffix(suffix.count) == suffix[...] {
            let label = name.dropLast(suffix.count)
            let isLabel = !label.isEmpty && !label.contains(0x2e) && (label == [0x2a] || !label.contains(0x2a))
            if !isLabel, names.dns.count == 1, IdentityMatcher.proves(names, .dnsWildcard("example.com")) {
                return "dns:*. is proven by \(names.dns)"
            }
        }
        if IdentityMatcher.proves(names, .dnsWildcard("example.com")),
            !lowered.contains(where: { $0.suffix(suffix.count) == suffix[...] })
        {
            return "dns:*. is proven by \(names.dns)"
        }
        guard
            IdentityMatcher.proves(names, .uri("spiffe://test/am-5"))
                == names.uris.contains(where: { Array($0.utf8) == Array("spiffe://test/am-5".utf8) })
        else { return "uri: differs" }
        return nil
    }

    /// A name is the same name again in its one form, and the same when an operator writes a dot after it.
    private static func broken(byName text: String) -> String? {
        guard let name = DNSName(inCertificate: text) else { return nil }
        guard DNSName(inCertificate: name.text) == name, DNSName(configured: text + ".") == name else {
            return "\(text) is two names"
        }
        guard name.text.utf8.elementsEqual(name.text.lowercased().utf8), !name.text.utf8.contains(0) else {
            return "\(text) has no single form"
        }
        return name.isWildcard(text) ? "\(text) is its own wildcard" : nil
    }
}
