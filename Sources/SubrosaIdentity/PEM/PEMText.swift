import FoundationEssentials

/// Reads and writes PEM (RFC 7468), reading it as loosely as OpenSSL does: text between blocks, headers, any line
/// length, spaces at line ends, CRLF. swift-asn1's reader refuses lines of other than 64 characters, and ends silently
/// at a BEGIN with a space after it, which would lose CAs.
package enum PEMText {
    /// Why a file is no PEM.
    package struct Malformed: Error, Hashable, Sendable {
        /// From 1.
        package let line: Int
        package let what: String
    }

    /// - Parameter bytes: A whole file; the caller limits its size.
    /// - Returns: The blocks in order; none if there is no BEGIN in `bytes`.
    package static func blocks(in bytes: [UInt8]) throws(Malformed) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: OpenBlock?
        var number = 0
        for raw in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = trimmed(raw)
            if var block = open {
                if let label = label(of: line, after: "-----END ") {
                    blocks.append(try block.closed(label: label, line: number))
                    open = nil
                } else if label(of: line, after: "-----BEGIN ") != nil {
                    throw Malformed(line: number, what: "a block begins before the one of line \(block.line) has ended")
                } else {
                    block.take(line)
                    open = block
                }
            } else if let label = label(of: line, after: "-----BEGIN ") {
                open = OpenBlock(label: label, line: number)
            }
        }
        if let open { throw Malformed(line: open.line, what: "the block that begins here does not end") }
        return blocks
    }

    /// One block with lines of 64 characters and a newline at the end.
    package static func text(label: String, der: [UInt8]) -> String {
        let digits = Array(Data(der).base64EncodedString().utf8)
        let lines = stride(from: 0, to: digits.count, by: 64).map {
            String(decoding: digits[$0..<min($0 + 64, digits.count)], as: UTF8.self)
        }
        return (["-----BEGIN \(label)-----"] + lines + ["-----END \(label)-----"]).joined(separator: "\n") + "\n"
    }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
        // A byte order mark, as Windows editors leave it.
        var rest = line.starts(with: [0xef, 0xbb, 0xbf]) ? line.dropFirst(3) : line
        rest = rest.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
        return rest
    }

    private static func label(of line: ArraySlice<UInt8>, after prefix: String) -> String? {
        let dashes = Array("-----".utf8)
        guard line.starts(with: prefix.utf8), line.suffix(5) == dashes[...], line.count >= prefix.utf8.count + 5
        else { return nil }
        return String(decoding: line.dropFirst(prefix.utf8.count).dropLast(5), as: UTF8.self)
    }

    private struct OpenBlock {
        let label: String
        let line: Int
        private var digits: [UInt8] = []
        private var headerSaysEncrypted = false

        init(label: String, line: Int) {
            self.label = label
            self.line = line
        }

        mutating func take(_ line: ArraySlice<UInt8>) {
            guard line.contains(UInt8(ascii: ":")) else {
                digits += line
                return
            }
            // RFC 1421 headers; base64 has no colon.
            if line.starts(with: "Proc-Type".utf8), line.suffix(9) == Array("ENCRYPTED".utf8)[...] {
                headerSaysEncrypted = true
            }
            // `DEK-Info: AES-128-CBC,...` needs no reading: encrypted is all we want to know.
        }

        func closed(label end: String, line endLine: Int) throws(Malformed) -> PEMBlock {
            guard end == label else {
                throw Malformed(
                    line: endLine,
                    what:
                        "\(UntrustedText.quoted(label, limit: 40)) is ended by \(UntrustedText.quoted(end, limit: 40))")
            }
            guard let data = Data(base64Encoded: String(decoding: digits, as: UTF8.self)), !data.isEmpty else {
                throw Malformed(line: line, what: "the block that begins here is not base64")
            }
            return PEMBlock(
                label: label, der: Array(data), line: line,
                isEncrypted: headerSaysEncrypted || label == "ENCRYPTED PRIVATE KEY")
        }
    }
}
