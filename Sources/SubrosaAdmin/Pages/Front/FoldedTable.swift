/// A table of which the first rows are shown, and the rest behind a line that opens it: a large cluster's page is read
/// from the top.
struct FoldedTable {
    let table: HTMLTable
    /// How many rows are shown at once.
    let shown: Int
    /// What the others are: `more peers, all of them well`.
    let others: String

    var html: HTML {
        let rest = table.rows.count - shown
        // One or two more are quicker read than opened.
        guard rest > 2 else { return table.html }
        let first = HTMLTable(caption: table.caption, heads: table.heads, rows: Array(table.rows.prefix(shown)))
        let folded = HTMLTable(caption: others, heads: table.heads, rows: Array(table.rows.dropFirst(shown)))
        return """
            \(shown > 0 ? first.html : "")<details><summary>\(rest) \(others)</summary>
            \(folded.html)</details>

            """
    }
}
