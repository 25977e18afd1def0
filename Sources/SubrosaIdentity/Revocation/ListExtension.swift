import SwiftASN1

/// An extension of a list of revoked certificates or of an entry in it.
struct ListExtension {
    /// The object identifiers that are acted upon (RFC 5280 5.2 and 5.3), DER contents: all lie below 2.5.29.
    enum Identifier {
        static let number: [UInt8] = [0x55, 0x1d, 20]
        static let reason: [UInt8] = [0x55, 0x1d, 21]
        static let deltaIndicator: [UInt8] = [0x55, 0x1d, 27]
        static let issuingDistributionPoint: [UInt8] = [0x55, 0x1d, 28]
        static let certificateIssuer: [UInt8] = [0x55, 0x1d, 29]
        /// Tells apart the keys of a CA; which key it was, the signature says.
        static let authorityKeyIdentifier: [UInt8] = [0x55, 0x1d, 35]
    }

    let identifier: ArraySlice<UInt8>
    let isCritical: Bool
    let value: ArraySlice<UInt8>
    private let identifierElement: ArraySlice<UInt8>

    /// The extensions of a SEQUENCE, each at most once.
    static func all(in content: ArraySlice<UInt8>) throws(DERCursor.Malformed) -> [ListExtension] {
        var cursor = DERCursor(content)
        var found: [ListExtension] = []
        while !cursor.isAtEnd {
            let next = try ListExtension(try cursor.next(DERElement.Tag.sequence).content)
            // RFC 5280 4.2. A list has a handful of them; the limit keeps a made-up one from costing squares.
            guard found.count < 32, !found.contains(where: { $0.identifier == next.identifier }) else {
                throw DERCursor.Malformed()
            }
            found.append(next)
        }
        return found
    }

    private init(_ content: ArraySlice<UInt8>) throws(DERCursor.Malformed) {
        var cursor = DERCursor(content)
        let name = try cursor.next(DERElement.Tag.objectIdentifier)
        self.identifier = name.content
        self.identifierElement = name.whole
        let critical = try cursor.nextIf(DERElement.Tag.boolean)
        self.isCritical = critical.map { $0.content != [0] } ?? false
        self.value = try cursor.next(DERElement.Tag.octetString).content
        try cursor.end()
    }

    /// Dotted, for an operator.
    var text: String {
        (try? ASN1ObjectIdentifier(derEncoded: identifierElement)).map(\.description) ?? "(not readable)"
    }
}
