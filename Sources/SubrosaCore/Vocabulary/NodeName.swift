/// The name of a node as the configuration gives it, e.g. `am-1`.
///
/// 1 to 63 characters out of letters, digits, `.`, `_` and `-`: it appears in logs, metric labels and the hello,
/// so nothing in it ever needs escaping.
package struct NodeName: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The longest name, in bytes.
    package static let maximumLength = 63

    package let text: String

    /// - Returns: nil if `text` is empty, too long, or has a character outside the set above.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...Self.maximumLength).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }

    package var description: String { text }

    package static func < (left: NodeName, right: NodeName) -> Bool { left.text < right.text }
}
