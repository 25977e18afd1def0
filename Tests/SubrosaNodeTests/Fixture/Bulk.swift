import SubrosaTestKit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Many bytes, made and compared fast enough for unoptimised tests.
enum Bulk {
    /// Repeats after 1,000,003 bytes, so that no piece of a round size looks like another.
    private static let period: [UInt8] = {
        var random = SeededGenerator(seed: 64)
        return (0..<125_001).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }.dropLast(5)
    }()

    static func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count { bytes += period.prefix(count - bytes.count) }
        return bytes
    }

    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && memcmp(left, right, left.count) == 0
    }
}
