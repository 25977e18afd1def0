import FoundationEssentials
import SwiftASN1
import X509

/// Takes a list of revoked certificates apart, strictly: what is not understood makes the whole list unusable.
struct CertificateListParser {
    let der: [UInt8]

    /// What stands before the entries.
    struct Header {
        let version: Int
        let algorithm: Certificate.SignatureAlgorithm
        let issuer: DistinguishedName
        let thisUpdate: Date
        let nextUpdate: Date?
    }

    func parse() throws(CertificateListFlaw) -> CertificateList {
        guard der.count <= CertificateList.maximumByteCount else { throw .malformed("so long a text") }
        let parts = try Self.parsing("the outermost structure") { () throws(DERCursor.Malformed) in
            var cursor = try DERCursor.intoSequence(der[...])
            let signed = try cursor.next(DERElement.Tag.sequence)
            let algorithm = try cursor.next(DERElement.Tag.sequence)
            let signature = try cursor.next(DERElement.Tag.bitString)
            try cursor.end()
            // The first byte counts unused bits; a signature is whole bytes.
            guard signature.content.first == 0 else { throw DERCursor.Malformed() }
            return (signed: signed, algorithm: algorithm, signature: signature.content.dropFirst())
        }
        var cursor = DERCursor(parts.signed.content)
        let header = try Self.header(&cursor, outerAlgorithm: parts.algorithm.whole)
        let entries = try Self.entries(&cursor, version: header.version)
        let number = try Self.listExtensions(&cursor, version: header.version)
        return CertificateList(
            der: der, header: header, number: number, signedBytes: parts.signed.whole, signature: parts.signature,
            entries: entries)
    }

    private static func header(
        _ cursor: inout DERCursor, outerAlgorithm: ArraySlice<UInt8>
    ) throws(CertificateListFlaw) -> Header {
        let version = try parsing("its version") { () throws(DERCursor.Malformed) in
            try cursor.nextIf(DERElement.Tag.integer)
        }
        // The number of version 2 is 1; a list of version 1 does not say.
        if let version, version.smallNumber != 1 { throw .version }
        let fields = try parsing("its header") { () throws(DERCursor.Malformed) in
            let algorithm = try cursor.next(DERElement.Tag.sequence).whole
            // RFC 5280 5.1.1.2: both have to be the same, or one could be exchanged.
            guard algorithm == outerAlgorithm else { throw DERCursor.Malformed() }
            let issuer = try cursor.next(DERElement.Tag.sequence).whole
            guard let name = try? DistinguishedName(derEncoded: DER.parse(issuer)), !name.isEmpty else {
                throw DERCursor.Malformed()
            }
            return (algorithm: algorithm, issuer: name)
        }
        guard let algorithm = ListSignatureAlgorithm.algorithm(of: fields.algorithm) else { throw .signatureAlgorithm }
        let times = try parsing("one of its times") { () throws(DERCursor.Malformed) in
            let thisUpdate = try cursor.next()
            let tag = cursor.nextTag
            let hasNext = tag == DERElement.Tag.utcTime || tag == DERElement.Tag.generalizedTime
            let nextUpdate = hasNext ? try cursor.next() : nil
            return (thisUpdate: try seconds(thisUpdate), nextUpdate: try nextUpdate.map(seconds))
        }
        return Header(
            version: version == nil ? 1 : 2, algorithm: algorithm, issuer: fields.issuer,
            thisUpdate: Date(timeIntervalSince1970: TimeInterval(times.thisUpdate)),
            nextUpdate: times.nextUpdate.map { Date(timeIntervalSince1970: TimeInterval($0)) })
    }

    private static func entries(
        _ cursor: inout DERCursor, version: Int
    ) throws(CertificateListFlaw) -> RevokedSerials {
        var found = RevokedSerials()
        let list = try parsing("its list of entries") { () throws(DERCursor.Malformed) in
            try cursor.nextIf(DERElement.Tag.sequence)
        }
        guard let list else { return found }
        var rest = DERCursor(list.content)
        while !rest.isAtEnd {
            guard found.count < CertificateList.maximumEntryCount else { throw .tooManyEntries }
            let entry = try parsing("an entry") { () throws(DERCursor.Malformed) in
                var fields = DERCursor(try rest.next(DERElement.Tag.sequence).content)
                let serial = try fields.next(DERElement.Tag.integer)
                guard !serial.content.isEmpty else { throw DERCursor.Malformed() }
                let date = try seconds(try fields.next())
                let extensions = version == 2 ? try fields.nextIf(DERElement.Tag.sequence) : nil
                try fields.end()
                return (serial: serial.magnitude, date: date, extensions: extensions)
            }
            let reason = try entry.extensions.map(reason) ?? nil
            found.add(entry.serial, seconds: entry.date, reason: reason)
        }
        return found
    }

    /// The reason among an entry's extensions.
    private static func reason(_ extensions: DERElement) throws(CertificateListFlaw) -> RevocationReason? {
        let extensions = try parsing("an entry's extensions") { () throws(DERCursor.Malformed) in
            try ListExtension.all(in: extensions.content)
        }
        var reason: RevocationReason?
        for item in extensions {
            switch Array(item.identifier) {
            case ListExtension.Identifier.reason:
                let code = try parsing("an entry's reason") { () throws(DERCursor.Malformed) in
                    var value = DERCursor(item.value)
                    let content = try value.next(DERElement.Tag.enumerated).content
                    try value.end()
                    guard content.count == 1, let code = content.first else { throw DERCursor.Malformed() }
                    return code
                }
                // removeFromCRL stands in delta CRLs only (RFC 5280 5.3.1).
                guard code != 8 else { throw .delta }
                reason = RevocationReason(rawValue: code)
            case ListExtension.Identifier.certificateIssuer: throw .indirect
            default:
                if item.isCritical { throw .criticalExtension(item.text) }
            }
        }
        return reason
    }

    private static func listExtensions(
        _ cursor: inout DERCursor, version: Int
    ) throws(CertificateListFlaw) -> CertificateListNumber? {
        let extensions = try parsing("its extensions") { () throws(DERCursor.Malformed) in
            let tagged = version == 2 ? try cursor.nextIf(DERElement.Tag.context0) : nil
            try cursor.end()
            guard let tagged else { return [ListExtension]() }
            var outer = DERCursor(tagged.content)
            let sequence = try outer.next(DERElement.Tag.sequence)
            try outer.end()
            return try ListExtension.all(in: sequence.content)
        }
        var number: CertificateListNumber?
        for item in extensions {
            switch Array(item.identifier) {
            case ListExtension.Identifier.number:
                number = try parsing("its number") { () throws(DERCursor.Malformed) in
                    var value = DERCursor(item.value)
                    let magnitude = try value.next().magnitude
                    try value.end()
                    guard let magnitude, let number = CertificateListNumber(bigEndian: magnitude) else {
                        throw DERCursor.Malformed()
                    }
                    return number
                }
            case ListExtension.Identifier.authorityKeyIdentifier: break
            case ListExtension.Identifier.deltaIndicator: throw .delta
            case ListExtension.Identifier.issuingDistributionPoint: throw .partial
            default:
                if item.isCritical { throw .criticalExtension(item.text) }
            }
        }
        return number
    }

    private static func seconds(_ element: DERElement) throws(DERCursor.Malformed) -> Int64 {
        guard let seconds = DERTime.seconds(of: element) else { throw DERCursor.Malformed() }
        return seconds
    }

    private static func parsing<T>(
        _ part: String, _ body: () throws(DERCursor.Malformed) -> T
    ) throws(CertificateListFlaw) -> T {
        do throws(DERCursor.Malformed) {
            return try body()
        } catch {
            throw .malformed(part)
        }
    }
}
