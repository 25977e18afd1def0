/// A piece of HTML. What is written in the source is HTML; what is interpolated into it is text, and is escaped; only
/// another ``HTML`` goes in as it is. So nothing that came from elsewhere can become markup by an oversight.
struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// As it is sent.
    private(set) var markup: String

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ text: String) { markup += HTMLText.escaped(text) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { markup += String(number) }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.markup } }
    }

    init(stringLiteral value: String) { markup = value }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    static func += (left: inout HTML, right: HTML) { left.markup += right.markup }
}
