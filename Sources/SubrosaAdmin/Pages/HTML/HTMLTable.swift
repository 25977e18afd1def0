/// A table that stays one for screen readers when a narrow screen shows each row as a card: the roles say what `display`
/// takes away, and each cell knows its column's head.
struct HTMLTable {
    struct Row {
        /// Tells a row from the others when the page is brought up to date; nil if its place does.
        var key: String?
        /// The first is the row's head.
        let cells: [HTML]

        init(_ cells: [HTML], key: String? = nil) {
            self.cells = cells
            self.key = key
        }
    }

    let caption: String
    let heads: [String]
    let rows: [Row]

    var html: HTML {
        """
        <table role="table" class="cards"><caption class="quiet">\(caption)</caption>
        <thead role="rowgroup"><tr role="row">\(heads.map { "<th role=\"columnheader\" scope=\"col\">\($0)</th>" })</tr></thead>
        <tbody role="rowgroup">
        \(rows.map(row))</tbody></table>

        """
    }

    private func row(_ row: Row) -> HTML {
        let key: HTML = row.key.map { " data-key=\"\($0)\"" } ?? ""
        let cells = zip(heads, row.cells).enumerated().map { index, cell -> HTML in
            index == 0
                ? "<th role=\"rowheader\" scope=\"row\">\(cell.1)</th>"
                : "<td role=\"cell\" data-head=\"\(cell.0)\">\(cell.1)</td>"
        }
        return "<tr role=\"row\"\(key)>\(cells)</tr>\n"
    }
}
