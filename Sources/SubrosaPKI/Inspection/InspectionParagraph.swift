import FoundationEssentials

/// A title and rows of a name and a value each.
struct InspectionParagraph {
    let text: String

    /// - Parameter lines: What stands below the rows, indented further.
    init(title: String, _ rows: [(String, String)], lines: [String] = []) {
        let rows = rows.map { name, value in
            "  \(name):" + String(repeating: " ", count: max(1, 12 - name.utf8.count)) + value
        }
        self.text = ([title] + rows + lines.map { "    " + $0 }).joined(separator: "\n") + "\n"
    }

    static func later(_ date: Date, _ now: Date) -> String { date > now ? " (not yet)" : "" }

    /// `ended` if `date` is over, else how many days are left.
    static func left(_ date: Date, _ now: Date, ended: String) -> String {
        let days = Int((date.timeIntervalSince(now) / 86_400).rounded(.down))
        if date < now { return ended }
        return days == 1 ? "1 day left" : "\(days) days left"
    }
}
