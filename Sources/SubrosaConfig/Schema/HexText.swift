/// Bytes in hexadecimal, as programs print them: `6fb30a` or `6F:B3:0A`.
enum HexText {
    /// - Returns: nil if there is anything but digits and colons, or if colons do not part the digits two by two. The
    ///   first byte may lack its leading zero.
    static func bytes(_ text: String) -> [UInt8]? {
        let groups = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let first = groups.first, !first.isEmpty else { return nil }
        if groups.count > 1, first.count > 2 || !groups.dropFirst().allSatisfy({ $0.count == 2 }) { return nil }
        var bytes: [UInt8] = []
        var high: UInt8? = first.count.isMultiple(of: 2) ? nil : 0
        for digit in groups.joined() {
            guard let value = value(of: digit) else { return nil }
            if let half = high {
                bytes.append(half << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
