import SubrosaTestKit

/// A datagram that tells which one it is and proves that nothing in it was altered, for a seed that both ends know.
struct NumberedDatagram {
    static let headerLength = 4
    private static let sizes = [4, 12, 64, 300, 512, 1_000, 1_400, 1_400, 1_400, 9_000]

    let bytes: [UInt8]

    /// Every thousandth is as large as UDP allows.
    init(number: UInt32, noise: [UInt8]) {
        let size = number % 1_000 == 999 ? 65_507 : Self.sizes[Int(number) % Self.sizes.count]
        var bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
        let start = Int(number) * 7 % (noise.count - size)
        bytes += noise[start..<start + size - Self.headerLength]
        self.bytes = bytes
    }

    static func number(of bytes: [UInt8]) -> UInt32? {
        bytes.count < headerLength ? nil : bytes.prefix(headerLength).reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func noise(seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return (0..<20_000).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }
    }
}
