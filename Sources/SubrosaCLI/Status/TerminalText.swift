/// Text for a terminal that came from elsewhere.
enum TerminalText {
    /// With nothing in it that moves the cursor, breaks the line or turns the direction of writing: only printable
    /// ASCII stands for itself, everything else becomes `?`.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { (" "..."~").contains($0) ? $0 : "?" }))
    }

    /// Columns as wide as their widest cell, two spaces apart; nothing at the ends of lines.
    static func columns(_ rows: [[String]]) -> [String] {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.utf8.count)
            }
        }
        return rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width + 2 - cell.utf8.count)
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }
}
