import SubrosaCore

/// What happened last, newest first.
struct EventSection {
    /// The rest is in the status as JSON.
    private static let most = 50
    /// So many are shown at once.
    private static let shown = 15

    private let events: [NodeEvent]
    private let now: WallTime

    init(_ status: NodeStatus) {
        events = status.events
        now = status.time
    }

    var html: HTML {
        """
        <section id="events" aria-labelledby="h-events"><h2 id="h-events">Recent events</h2>
        \(events.isEmpty ? "<p>Nothing has happened yet.</p>\n" : table)\(rest)</section>

        """
    }

    private var table: HTML {
        let table = HTMLTable(
            caption: "Newest first", heads: ["What", "When", "Why"],
            rows: events.prefix(Self.most).map { event in
                let document = EventDocument(event)
                let times = event.count > 1 ? " \u{d7}\(event.count)" : ""
                return HTMLTable.Row(
                    [
                        event.kind.state.mark(document.what + times),
                        "\(SpanText.ago(now, since: event.time)) ago<br><span class=\"quiet\">\(TimeMarkup.html(event.time))</span>",
                        "\(document.why)",
                    ], key: "\(event.time.milliseconds) \(document.what)")
            })
        return FoldedTable(table: table, shown: Self.shown, others: "earlier events").html
    }

    private var rest: HTML {
        guard events.count > Self.most else { return "" }
        return "<p class=\"quiet\">\(events.count - Self.most) older ones are in the status as JSON.</p>\n"
    }
}

extension NodeEvent.Kind {
    fileprivate var state: PathState {
        switch self {
        case .linkUp, .linkRenewed, .reloaded, .edgeAttached: .well
        case .linkDown, .reloadRefused, .edgeLost, .expired: .down
        case .peerRefused, .expiresSoon: .troubled
        }
    }
}
