/// Walks along the elements of DER without making anything of them.
///
/// swift-asn1 parses a whole text into nodes first, which is right for a certificate; for a list of half a million
/// revoked certificates the nodes would take many times its own 16 MiB. Here an element is a slice of the text.
struct DERCursor {
    /// The bytes are no DER, or not the element that was asked for.
    struct Malformed: Error, Hashable {}

    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { self.rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// The tag of the next element; nil at the end.
    var nextTag: UInt8? { rest.first }

    /// The next element, whatever it is.
    mutating func next() throws(Malformed) -> DERElement {
        guard let tag = rest.first, tag & 0x1f != 0x1f, rest.count >= 2 else { throw Malformed() }
        var content = rest.dropFirst(2)
        var length = Int(rest[rest.startIndex + 1])
        if length >= 0x80 {
            let count = length & 0x7f
            // X.690 10.1: definite, in as few bytes as it can be. Four bytes are more than any text here has.
            guard (1...4).contains(count), content.count >= count, content.first != 0 else { throw Malformed() }
            length = content.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            guard length >= 0x80 else { throw Malformed() }
            content = content.dropFirst(count)
        }
        guard content.count >= length else { throw Malformed() }
        content = content.prefix(length)
        let whole = rest[rest.startIndex..<content.endIndex]
        rest = rest[content.endIndex...]
        return DERElement(tag: tag, whole: whole, content: content)
    }

    /// The next element, which has to have this tag.
    mutating func next(_ tag: UInt8) throws(Malformed) -> DERElement {
        let element = try next()
        guard element.tag == tag else { throw Malformed() }
        return element
    }

    /// The next element if it has this tag; nil, without a step, if it has another or there is none.
    mutating func nextIf(_ tag: UInt8) throws(Malformed) -> DERElement? {
        nextTag == tag ? try next() : nil
    }

    /// The elements have to end here.
    func end() throws(Malformed) {
        guard rest.isEmpty else { throw Malformed() }
    }

    /// A cursor into the only element of `bytes`, which has to be a SEQUENCE.
    static func intoSequence(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> DERCursor {
        var outer = DERCursor(bytes)
        let sequence = try outer.next(DERElement.Tag.sequence)
        try outer.end()
        return DERCursor(sequence.content)
    }
}
