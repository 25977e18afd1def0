/// The text of a file once it is known to be UTF-8 without control characters.
struct SourceText {
    /// Without the byte order mark.
    let bytes: [UInt8]

    init(_ raw: [UInt8]) throws(LocatedComplaint) {
        if raw.starts(with: [0xff, 0xfe]) || raw.starts(with: [0xfe, 0xff]) {
            throw LocatedComplaint(
                mark: .start,
                Complaint(
                    .notUTF8, "the file is UTF-16", why: "Subrosa reads UTF-8 only",
                    remedy: "save it as UTF-8, e.g. iconv -f UTF-16 -t UTF-8"))
        }
        bytes = raw.starts(with: [0xef, 0xbb, 0xbf]) ? Array(raw.dropFirst(3)) : raw
        try Self.check(bytes)
    }

    /// A line without its line break, at most `limit` bytes of it; empty if there is no such line.
    func line(_ number: Int, limit: Int = 1_024) -> String {
        var current = 1
        var previous: UInt8 = 0
        var found: [UInt8] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if !(byte == UInt8(ascii: "\n") && previous == UInt8(ascii: "\r")) { current += 1 }
                if current > number { break }
            } else if current == number, found.count < limit {
                found.append(byte)
            }
            previous = byte
        }
        return String(decoding: found, as: UTF8.self)
    }

    /// Where the byte at `offset` is. Beyond the end: the end.
    func mark(atByte offset: Int) -> Mark {
        var counter = MarkCounter()
        let prefix = String(decoding: bytes.prefix(max(0, offset)), as: UTF8.self)
        for scalar in prefix.unicodeScalars { counter.advance(over: scalar) }
        return counter.mark
    }

    private static func check(_ bytes: [UInt8]) throws(LocatedComplaint) {
        var counter = MarkCounter()
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .emptyInput:
                return
            case .error:
                throw LocatedComplaint(
                    mark: counter.mark,
                    Complaint(
                        .notUTF8, "there are bytes here that are not UTF-8", why: "Subrosa reads UTF-8 only",
                        remedy: "save the file as UTF-8, e.g. iconv -f ISO-8859-1 -t UTF-8"))
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                guard isAllowed(scalar) else {
                    throw LocatedComplaint(
                        mark: counter.mark,
                        Complaint(
                            .controlCharacter, "there is a control character (\(QuotedText.escaped(scalar))) here",
                            why: "YAML allows none but tab and line breaks", remedy: "remove it"))
                }
                counter.advance(over: scalar)
            }
        }
    }

    /// YAML 1.1 section 5.1, "c-printable".
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfffd, 0x1_0000...0x10_ffff: true
        default: false
        }
    }
}

/// Counts lines and columns the way libyaml does.
private struct MarkCounter {
    private(set) var mark = Mark.start
    private var afterReturn = false

    mutating func advance(over scalar: Unicode.Scalar) {
        switch scalar {
        case "\n" where afterReturn:
            break
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
            mark = Mark(line: mark.line + 1, column: 1)
        default:
            mark = Mark(line: mark.line, column: mark.column + 1)
        }
        afterReturn = scalar == "\r"
    }
}
