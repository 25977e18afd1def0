import SubrosaCore

/// The half of a split node that faces Alertmanager.
struct EdgeSection {
    private let edge: EdgeStatus?
    private let now: WallTime

    init(_ status: NodeStatus) {
        edge = status.edge
        now = status.time
    }

    var html: HTML {
        guard let edge else { return "" }
        let since = edge.since.map { " for \(SpanText.ago(now, since: $0))" } ?? ""
        return """
            <section id="edge" aria-labelledby="h-edge"><h2 id="h-edge">Edge</h2>
            \(HTMLTable(
                caption: "The half that faces Alertmanager",
                heads: ["Edge", "Runs as", "Version", "How often it came", "How the last one went"],
                rows: [
                    HTMLTable.Row([
                        "\(edge.isAttached ? PathState.well.mark("attached") : PathState.down.mark("not there"))\(since)",
                        "\(edge.user ?? "")", "\(edge.version ?? "")", "\(edge.count)", "\(edge.lastTrouble ?? "")",
                    ])
                ]
            ).html)</section>

            """
    }
}
