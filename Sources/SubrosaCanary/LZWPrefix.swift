/// The begin of what was compressed as memberlist does it: Go's `compress/lzw`, least significant bits first, literals of
/// 8 bits (memberlist's util.go, `decompressPayload`). Only the begin: what a stranger's few bytes expand to can be long.
enum LZWPrefix {
    private static let clear = 256
    private static let end = 257

    /// - Returns: at most `limit` bytes (and the rest of the last run), fewer if there are fewer or what follows is none of it.
    static func expanded(_ bytes: some Collection<UInt8>, limit: Int) -> [UInt8] {
        var output: [UInt8] = []
        /// For each code from 258 on: where in the output its bytes stand, and how many they are.
        var table: [(start: Int, count: Int)] = []
        var previous: (start: Int, count: Int)?
        var bits = BitReader(bytes)
        var width = 9
        // Every code but a clear one gives a byte; clear ones alone are no message.
        for _ in 0..<limit * 2 {
            guard output.count < limit, let code = bits.next(width) else { return output }
            if code == clear {
                table.removeAll(keepingCapacity: true)
                (previous, width) = (nil, 9)
                continue
            }
            guard code != end else { return output }
            let start = output.count
            let next = end + 1 + table.count
            if code < clear {
                output.append(UInt8(truncatingIfNeeded: code))
            } else if code < next {
                let run = table[code - end - 1]
                output += output[run.start..<run.start + run.count]
            } else if code == next, let previous {
                output += output[previous.start..<previous.start + previous.count]
                output.append(output[start])
            } else {
                return output
            }
            if let previous {
                // What the previous code stood for, and the first byte of this one: they stand side by side.
                table.append((previous.start, previous.count + 1))
            }
            previous = (start, output.count - start)
            // The code that the next round may add has to fit.
            if end + 1 + table.count >= 1 << width { width += 1 }
        }
        return output
    }

    private struct BitReader<Bytes: Collection<UInt8>> {
        private var rest: Bytes.SubSequence
        private var held: UInt32 = 0
        private var count = 0

        init(_ bytes: Bytes) { rest = bytes[...] }

        mutating func next(_ width: Int) -> Int? {
            while count < width {
                guard let byte = rest.popFirst() else { return nil }
                held |= UInt32(byte) << count
                count += 8
            }
            defer {
                held >>= width
                count -= width
            }
            return Int(held & (1 << width - 1))
        }
    }
}
