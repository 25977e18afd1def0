/// Who sees whom how: a row for each node that has told it, a column for each that it sees.
struct MatrixSection {
    /// More ways than that are not told in words.
    private static let mostWords = 12

    let view: ClusterView

    /// Nothing if this node knows only its own ways: the picture has these.
    var html: HTML {
        guard view.looks.keys.contains(where: { $0.from > 0 && $0.to > 0 }) else { return "" }
        let isSmall = view.names.count <= ClusterPicture.mostNodes
        return """
            <section id="matrix" aria-labelledby="h-matrix"><h2 id="h-matrix">Who sees whom</h2>
            \(isSmall ? table : grid)</section>

            """
    }

    // MARK: Small

    private var table: HTML {
        let nodes = view.names.indices
        let heads: [HTML] = nodes.map { "<th scope=\"col\" title=\"\(view.names[$0])\">\($0 + 1)</th>" }
        let rows: [HTML] = nodes.map { from in
            let cells: [HTML] = nodes.map { to in
                guard from != to else { return "<td>\u{b7}</td>" }
                let look = view.look(from: from, to: to)
                return "<td>\(look.state.cell(look.words))</td>"
            }
            return
                "<tr data-key=\"\(view.names[from])\"><th scope=\"row\">\(from + 1) \(view.names[from])</th>\(cells)</tr>\n"
        }
        return """
            <div class="grid" tabindex="0" role="region" aria-labelledby="matrix-words"><table>
            <caption class="quiet" id="matrix-words">From the node of the row to the node of the column</caption>
            <thead><tr><td></td>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody></table></div>

            """
    }

    // MARK: Large

    /// Squares, and in words those that are not well.
    private var grid: HTML {
        let count = view.names.count
        var sick: [String] = []
        var squares: [PathState: String] = [:]
        for from in 0..<count {
            for to in 0..<count where from != to {
                let look = view.look(from: from, to: to)
                // Each state has a shape of its own, too.
                squares[look.state, default: ""] += Self.shape(look.state, x: 10 * to, y: 10 * from)
                if look.state == .down || look.state == .troubled { sick.append(look.words) }
            }
        }
        let paths: [HTML] = PathState.allCases.compactMap { state in
            squares[state].map { "<path class=\"\(state.word)\" d=\"\($0)\"/>" }
        }
        let more = sick.count > Self.mostWords ? [" and \(sick.count - Self.mostWords) more" as HTML] : []
        let words: [HTML] = sick.prefix(Self.mostWords).map { "<li>\($0)</li>\n" }
        return """
            <svg class="squares" viewBox="0 0 \(10 * count) \(10 * count)" role="img" aria-labelledby="h-matrix" \
            aria-describedby="matrix-words">\(paths)</svg>
            <p class="quiet" id="matrix-words">A row for each node, in the order above, and a column for each that it \
            sees: \(sick.isEmpty ? "all that is known is well." : "\(sick.count) ways are not well.")</p>
            <ul class="quiet">\(words)</ul>\(more)

            """
    }

    private static func shape(_ state: PathState, x: Int, y: Int) -> String {
        switch state {
        case .well: "M\(x + 3) \(y + 3)h4v4h-4z"
        case .troubled: "M\(x + 1) \(y + 9)l4-8 4 8z"
        case .down: "M\(x) \(y)h10v10h-10z"
        case .unknown: "M\(x + 4) \(y + 5)h2v1h-2z"
        }
    }
}
