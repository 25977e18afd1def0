/// libyaml's terse texts turned into what to look for.
enum YAMLSyntaxHelp {
    static func explain(_ failure: YAMLEventSource.Failure, in text: SourceText) -> LocatedComplaint {
        let mark = place(of: failure, in: text)
        let line = text.line(mark.line)
        if isTab(at: mark, in: line) {
            return LocatedComplaint(
                mark: mark,
                Complaint(
                    .tab, "a tab stands where YAML allows only spaces", why: "indentation is made of spaces",
                    remedy: "replace the tab with spaces"))
        }
        if hasBareBrackets(line) {
            return LocatedComplaint(
                mark: mark,
                Complaint(
                    .syntax, "this is not YAML (\(failure.problem))",
                    why: "an address that begins with [ looks like a list",
                    remedy: "put it in quotes, e.g. \"[::]:9095\""))
        }
        return LocatedComplaint(
            mark: mark,
            Complaint(
                .syntax, "this is not YAML (\(failure.problem))",
                why: failure.context.isEmpty ? "the file cannot be read beyond this place" : failure.context,
                remedy: remedy(for: failure)))
    }

    /// Where to look: usually where reading stopped, but for something left open where that began.
    private static func place(of failure: YAMLEventSource.Failure, in text: SourceText) -> Mark {
        let beginsEarlier = [
            "could not find expected ':'", "found unexpected end of stream", "did not find expected ',' or ']'",
            "did not find expected ',' or '}'",
        ]
        if let mark = failure.contextMark, beginsEarlier.contains(failure.problem) { return mark }
        return failure.problemMark ?? text.mark(atByte: failure.offset)
    }

    private static func remedy(for failure: YAMLEventSource.Failure) -> String {
        switch failure.problem {
        case "mapping values are not allowed in this context":
            "look for a value with a colon and a space in it that needs quotes, or for a line indented too far"
        case "could not find expected ':'":
            "write key: value, with a colon and a space"
        case "did not find expected key", "did not find expected '-' indicator",
            "block sequence entries are not allowed in this context":
            "indent this line like the others of its block"
        case "found unexpected end of stream", "found unexpected document indicator":
            "close the quote that is opened here"
        case "did not find expected ',' or ']'":
            "close the [ that is opened here, and put commas between its values"
        case "did not find expected ',' or '}'":
            "close the { that is opened here, and put commas between its keys"
        case "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code":
            "write \\\\ for a backslash, or use single quotes"
        case "did not find expected alphabetic or numeric character":
            "put a value that begins with * or & in quotes; for all interfaces write \"[::]:9095\""
        case "found character that cannot start any token":
            "put a value that begins with @, ` or % in quotes"
        default:
            "check this line and the one before it: indentation, quotes, brackets"
        }
    }

    private static func isTab(at mark: Mark, in line: String) -> Bool {
        let scalars = line.unicodeScalars
        guard let index = scalars.index(scalars.startIndex, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
            index < scalars.endIndex
        else { return false }
        // Where a block is expected, libyaml stops behind the tab.
        let before = scalars.prefix(upTo: index)
        let isIndentation = before.allSatisfy { $0 == " " || $0 == "\t" }
        return scalars[index] == "\t" || (isIndentation && before.contains("\t"))
    }

    /// `[`, hexadecimal digits and colons, `]:` and a digit, outside quotes: an IPv6 address and port.
    private static func hasBareBrackets(_ line: String) -> Bool {
        guard let open = line.utf8.firstIndex(of: UInt8(ascii: "[")),
            !line.utf8[..<open].contains(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") })
        else { return false }
        let inside = line.utf8[line.utf8.index(after: open)...]
        guard let close = inside.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let address = Substring(inside[..<close])
        return address.utf8.contains(UInt8(ascii: ":"))
            && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." || $0 == "%" }
            && inside[inside.index(after: close)...].first == UInt8(ascii: ":")
    }
}
