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
            let abilities = values["abilities"].flatMap(UInt8.init) ?? 0
            return .hello(
                Hello(role: role, name: name, digest: digest, abilities: Hello.Abilities(rawValue: abilities)))
        case "refuse": return values["text"].map(Frame.refuse)
        case "datagram": return Hex.bytes(values["payload"] ?? "").map { .datagram(ByteBuffer(bytes: $0)) }
        case "ping": return values["number"].flatMap(UInt64.init).map(Frame.ping)
        case "pong":
            guard let number = values["number"].flatMap(UInt64.init),
                let received = values["received"].flatMap(UInt64.init)
            else { return nil }
            return .pong(number, received: received)
        case "key":
            return values["id"].flatMap(UInt64.init).flatMap { id in
                guard let cipher = values["cipher"].flatMap(UInt8.init).flatMap(DatagramKey.Cipher.init(rawValue:)),
                    let bytes = Hex.bytes(values["bytes"] ?? "")
                else { return nil }
                return DatagramKey(id: id, cipher: cipher, bytes: bytes).map(Frame.key)
            }
        case "numbered":
            guard let number = values["number"].flatMap(UInt64.init), let bytes = Hex.bytes(values["payload"] ?? "")
            else { return nil }
            return .numbered(number, ByteBuffer(bytes: bytes))
        case "settled": return values["number"].flatMap(UInt64.init).map(Frame.settled)
        case "probed":
            guard let key = values["key"].flatMap(UInt64.init), let number = values["number"].flatMap(UInt64.init)
            else { return nil }
            return .probed(key: key, number: number)
        case "drain": return .drain
        case "report": return Self.report(values, entries: words.dropFirst(3))
        case "open": return .open
        case "chunk": return Hex.bytes(values["payload"] ?? "").map { .chunk(ByteBuffer(bytes: $0)) }
        case "end": return .end
        case "reset":
            return values["code"].flatMap(UInt8.init).flatMap(StreamResetReason.init(rawValue:)).map(Frame.reset)
        default: return nil
        }
    }

    /// `report voice=1 digest=HEX peer=am-2,1,0,500,0,0`: the fields of each entry in their order; 65535 and 4294967295 for unknown.
    private static func report(_ values: [String: String], entries: some Sequence<Substring>) -> Frame? {
        guard let voice = values["voice"].flatMap(UInt8.init),
            let digest = Hex.bytes(values["digest"] ?? "").flatMap(TableDigest.init(bytes:))
        else { return nil }
        var read: [HealthReport.Entry] = []
        for text in entries {
            let parts = text.drop { $0 != "=" }.dropFirst().split(separator: ",")
            let numbers = parts.dropFirst().compactMap { UInt32($0) }
            guard let name = parts.first.flatMap({ NodeName(String($0)) }), numbers.count == 5 else { return nil }
            read.append(
                HealthReport.Entry(
                    peer: name, health: PeerHealth(code: UInt8(truncatingIfNeeded: numbers[0])),
                    lossPerMille: numbers[1] == 65_535 ? nil : Int(numbers[1]),
                    roundTrip: numbers[2] == UInt32.max ? nil : numbers[2], droppedOutbound: Int(numbers[3]),
                    droppedInbound: Int(numbers[4])))
        }
        return .report(
            HealthReport(alertmanager: AlertmanagerVoice.State(code: voice), tableDigest: digest, entries: read))
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
        case .malformedReport: "malformed-report"
        case .malformedKey: "malformed-key"
        }
    }
}
