/// The number of a list of revoked certificates (cRLNumber, RFC 5280 5.2.3), which grows with each list of a CA.
package struct CertificateListNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The most bytes that a number may have, by the RFC.
    package static let maximumByteCount = 20

    /// Big-endian, without leading zeros; empty for zero.
    package let bytes: [UInt8]

    package init(_ number: UInt64) {
        self.bytes = Array((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }.drop { $0 == 0 })
    }

    /// - Returns: nil if there are more bytes than ``maximumByteCount``, leading zeros aside.
    package init?(bigEndian bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes.drop { $0 == 0 })
        guard bytes.count <= Self.maximumByteCount else { return nil }
        self.bytes = bytes
    }

    /// The number one higher; nil after the highest.
    package var next: CertificateListNumber? {
        var bytes = [0] + bytes
        for index in bytes.indices.reversed() {
            bytes[index] &+= 1
            if bytes[index] != 0 { break }
        }
        return CertificateListNumber(bigEndian: bytes)
    }

    /// Hexadecimal, as OpenSSL prints it.
    package var description: String {
        bytes.isEmpty ? "0x00" : "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package static func < (left: CertificateListNumber, right: CertificateListNumber) -> Bool {
        left.bytes.count == right.bytes.count
            ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.bytes.count < right.bytes.count
    }
}
