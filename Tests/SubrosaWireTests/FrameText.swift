import NIOCore
import SubrosaCore
import SubrosaWire

/// A frame as the vector files and failing tests write it: `ping number=42`, `datagram payload=5a*3`.
struct FrameText {
    /// The frame that a line of a vector file names; nil if the line is not understood.
    static func parse(_ text: String) -> Frame? {
        let words = text.split(separator: " ")
        guard let word = words.first else { return nil }
        var values: [String: String] = [:]
        for pair in words.dropFirst() {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            values[String(parts[0])] = String(parts[1])
        }
        switch word {
        case "hello":
            guard let role = Self.roles[values["role"] ?? ""], let name = NodeName(values["name"] ?? ""),
                let digest = Hex.bytes(values["digest"] ?? "").flatMap(TableDigest.init(bytes:))
            else { return nil }
            return .hello(Hello(role: role, name: name, digest: digest))
        case "refuse": return values["text"].map(Frame.refuse)
        case "datagram": return Hex.bytes(values["payload"] ?? "").map { .datagram(ByteBuffer(bytes: $0)) }
        case "ping": return values["number"].flatMap(UInt64.init).map(Frame.ping)
        case "pong":
            guard let number = values["number"].flatMap(UInt64.init),
                let received = values["received"].flatMap(UInt64.init)
            else { return nil }
            return .pong(number, received: received)
        case "drain": return .drain
        case "open": return .open
        case "chunk": return Hex.bytes(values["payload"] ?? "").map { .chunk(ByteBuffer(bytes: $0)) }
        case "end": return .end
        case "reset":
            return values["code"].flatMap(UInt8.init).flatMap(StreamResetReason.init(rawValue:)).map(Frame.reset)
        default: return nil
        }
    }

    private static let roles: [String: Hello.Role] = ["link": .link, "lane": .lane]
}

extension FrameError {
    /// The word of the vector files.
    var word: String {
        switch self {
        case .unknownType: "unknown-type"
        case .length: "length"
        case .malformedHello: "malformed-hello"
        case .protocolVersion: "protocol-version"
        case .malformedRefusal: "malformed-refusal"
        }
    }
}
