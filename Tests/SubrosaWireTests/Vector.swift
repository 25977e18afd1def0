import Foundation
import SubrosaWire
import Testing

/// A paragraph of a file in Vectors/, which docs/PROTOCOL.md shows word by word.
struct Vector: CustomTestStringConvertible, Sendable {
    var name = ""
    var bytes: [UInt8] = []
    var frames: [Frame] = []
    /// Whether the frames are also encoded as these bytes; false for what only a later version sends.
    var isSentByUs = true
    var error: String?

    var testDescription: String { name }

    enum Fault: Error { case line(String) }

    static func read(_ file: String) throws -> [Vector] {
        let text = try String(contentsOf: Repository.vectors.appending(path: file), encoding: .utf8)
        return try text.components(separatedBy: "\n\n").compactMap { paragraph in
            let lines = paragraph.split(separator: "\n").filter { !$0.hasPrefix("#") }
            return lines.isEmpty ? nil : try Vector(lines: lines.map(String.init))
        }
    }

    private init(lines: [String]) throws {
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            let value = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
            switch parts[0] {
            case "name": name = value
            case "hex":
                guard let bytes = Hex.bytes(value) else { throw Fault.line(line) }
                self.bytes = bytes
            case "frame", "reads":
                guard let frame = FrameText.parse(value) else { throw Fault.line(line) }
                frames.append(frame)
                if parts[0] == "reads" { isSentByUs = false }
            case "needs": isSentByUs = false
            case "error":
                error = value
                isSentByUs = false
            default: throw Fault.line(line)
            }
        }
    }
}
