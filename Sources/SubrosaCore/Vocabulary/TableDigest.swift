/// SHA-256 of ``NodeTable/canonicalText``: peers compare it in their hellos to notice unequal configurations.
package struct TableDigest: Hashable, Sendable, CustomStringConvertible {
    package static let length = 32

    package let bytes: [UInt8]

    /// - Returns: nil unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// The first eight bytes in hexadecimal, enough to tell two tables apart in a log.
    package var description: String {
        bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
