import SwiftASN1

/// An AlgorithmIdentifier (RFC 5280 4.1.1.2): which one, and its parameters.
struct AlgorithmParts {
    /// The content of the object identifier.
    let identifier: ArraySlice<UInt8>
    /// Dotted, for an operator.
    let text: String
    private let parameters: DERElement?

    /// - Parameter sequence: The whole of it.
    init(_ sequence: DERElement) throws(DERCursor.Malformed) {
        var cursor = DERCursor(sequence.content)
        let name = try cursor.next(DERElement.Tag.objectIdentifier)
        self.identifier = name.content
        self.text = (try? ASN1ObjectIdentifier(derEncoded: name.whole)).map(\.description) ?? "not readable"
        self.parameters = cursor.isAtEnd ? nil : try cursor.next()
        try cursor.end()
    }

    /// The content of the parameters, which have to have this tag.
    func parameters(_ tag: UInt8) throws(DERCursor.Malformed) -> ArraySlice<UInt8> {
        guard let parameters, parameters.tag == tag else { throw DERCursor.Malformed() }
        return parameters.content
    }
}
