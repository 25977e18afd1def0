import NIOCore
import SubrosaTestKit

/// Datagrams as memberlist writes them.
enum Messages {
    static func ack(_ number: UInt32, payload: [UInt8] = [0xa0]) -> [UInt8] {
        join([2, 0x82], text("Payload"), payload, text("SeqNo"), [0xce], bytes(number))
    }

    /// With every key, as the Alertmanagers send it.
    static func ping(_ number: UInt8) -> [UInt8] {
        join(
            [0, 0x85], text("Node"), text("am-2"), text("SeqNo"), [number], text("SourceAddr"), [0xa4, 127, 77, 0, 1],
            text("SourceNode"), text("am-1"), text("SourcePort"), [0xcd, 0x23, 0x86])
    }

    static func alive() -> [UInt8] {
        join([4, 0x82], text("Node"), text("am-1"), text("Incarnation"), [1])
    }

    static func labelled(_ label: String, _ message: [UInt8]) -> [UInt8] {
        join([244, UInt8(label.utf8.count)], Array(label.utf8), message)
    }

    static func checked(_ message: [UInt8]) -> [UInt8] { join([12, 1, 2, 3, 4], message) }

    static func compound(_ parts: [UInt8]...) -> [UInt8] {
        let lengths = parts.flatMap { length($0.count) }
        return join([7, UInt8(parts.count)], lengths, parts.flatMap { $0 })
    }

    static func compressed(_ message: [UInt8]) -> [UInt8] {
        let buffer = LZW.compressed(message)
        return join([9, 0x82], text("Algo"), [0], text("Buf"), [0xda], length(buffer.count), buffer)
    }

    static func text(_ text: String) -> [UInt8] { join([0xa0 | UInt8(text.utf8.count)], Array(text.utf8)) }

    static func join(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }

    /// Two bytes.
    static func length(_ count: Int) -> [UInt8] { [UInt8(count >> 8), UInt8(count & 0xff)] }

    private static func bytes(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}

/// Go's compress/lzw, least significant bits first, literals of 8 bits, as long as its table does not fill up.
enum LZW {
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var (output, held, count) = ([UInt8](), UInt32(0), 0)
        var (width, high) = (9, 257)
        func write(_ code: Int) {
            held |= UInt32(code) << count
            count += width
            while count >= 8 {
                output.append(UInt8(held & 0xff))
                held >>= 8
                count -= 8
            }
        }
        write(256)
        var table: [[UInt8]: Int] = [:]
        var run: [UInt8] = []
        func code(_ run: [UInt8]) -> Int? { run.count == 1 ? Int(run[0]) : table[run] }
        for byte in bytes {
            if run.isEmpty || code(run + [byte]) != nil {
                run.append(byte)
                continue
            }
            write(code(run) ?? 0)
            high += 1
            if high == 1 << width { width += 1 }
            table[run + [byte]] = high
            run = [byte]
        }
        if !run.isEmpty {
            write(code(run) ?? 0)
            high += 1
            if high == 1 << width { width += 1 }
        }
        write(257)
        if count > 0 { output.append(UInt8(held & 0xff)) }
        return output
    }
}
