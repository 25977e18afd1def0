/// Hexadecimal as the vector files write it: spaces mean nothing, `5a*3` is `5a5a5a`, `-` is no bytes.
enum Hex {
    static func bytes(_ text: String) -> [UInt8]? {
        var result: [UInt8] = []
        for word in text.split(separator: " ") where word != "-" {
            let parts = word.split(separator: "*", maxSplits: 1)
            guard let digits = parts.first.flatMap({ plain($0) }) else { return nil }
            guard let count = parts.count == 2 ? Int(parts[1]) : 1 else { return nil }
            for _ in 0..<count { result += digits }
        }
        return result
    }

    private static func plain(_ digits: Substring) -> [UInt8]? {
        let characters = Array(digits)
        guard characters.count.isMultiple(of: 2) else { return nil }
        var result: [UInt8] = []
        for index in stride(from: 0, to: characters.count, by: 2) {
            guard let byte = UInt8(String(characters[index...index + 1]), radix: 16) else { return nil }
            result.append(byte)
        }
        return result
    }
}
