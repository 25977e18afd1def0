import SubrosaCore

/// How it stands with each peer: its two links, and how its round trips and losses went.
struct PeerSection {
    /// Of a large cluster so many are shown at once, and all that are not well.
    private static let shown = 10

    private let status: NodeStatus
    private let view: ClusterView
    private var isLarge: Bool { view.names.count > ClusterPicture.mostNodes }
    /// Among many peers the lines are coarser, so that the page stays small.
    private let points: Int

    init(_ status: NodeStatus, view: ClusterView) {
        self.status = status
        self.view = view
        points = view.names.count > ClusterPicture.mostNodes ? 60 : 180
    }

    var html: HTML {
        """
        <section id="peers" aria-labelledby="h-peers"><h2 id="h-peers">Peers</h2>
        \(table.html)</section>

        """
    }

    private var table: FoldedTable {
        // The order of the node table, but in a large cluster who is not well comes first.
        let (sick, well) = (peers { $0 != .well }, peers { $0 == .well })
        return FoldedTable(
            table: HTMLTable(
                caption: "Links, and the last 30 minutes",
                heads: ["Peer", "Link to it", "Link from it", "Gossip", "Round trip", "Loss", "Open streams"],
                rows: (isLarge ? sick + well : status.peers).map(row)),
            shown: isLarge ? max(sick.count, Self.shown) : status.peers.count, others: "more peers, all of them well")
    }

    private func peers(where fits: (PathState) -> Bool) -> [PeerStatus] {
        status.peers.enumerated().filter { fits(view.state(of: $0.offset + 1)) }.map(\.element)
    }

    private func row(_ peer: PeerStatus) -> HTMLTable.Row {
        let samples = peer.history.samples
        return HTMLTable.Row(
            [
                "\(peer.name.text)<br><span class=\"quiet whole\">\(peer.virtualAddress)</span>",
                link(peer.outbound, at: peer.linkAddress), link(peer.inbound, at: nil), gossip(peer),
                roundTrip(samples),
                loss(samples), "\(peer.openStreams)",
            ], key: peer.name.text)
    }

    private func link(_ link: LinkStatus, at place: String?) -> HTML {
        let since = since(link.since)
        let address = (link.address ?? place).map { "<br><span class=\"quiet\">\($0)</span>" as HTML } ?? ""
        if link.isUp { return "\(PathState.well.mark("up"))\(since)\(address)" }
        guard let trouble = link.lastTrouble else { return "\(PathState.unknown.mark("not up yet"))\(address)" }
        return "\(PathState.down.mark("down"))\(since)<br>\(trouble.reason): \(trouble.message)\(address)"
    }

    private func since(_ time: WallTime?) -> HTML {
        time.map { " for <span class=\"whole\">\(SpanText.ago(status.time, since: $0))</span>" } ?? ""
    }

    /// Whether it passes, as the canaries say.
    private func gossip(_ peer: PeerStatus) -> HTML {
        let canaries = peer.canaries
        let since = since(canaries.since)
        let figures = canaries.figures
        let lost = figures.lost > 0 ? ", \(figures.lost) of \(figures.finished) lost in the last minute" : ""
        return "\(PathState(canaries.health).mark(canaries.health.message))\(since)\(lost)"
    }

    private func roundTrip(_ samples: [PeerHistory.Sample]) -> HTML {
        let values = samples.map { $0.roundTrip.map(Double.init) }
        guard let now = samples.last(where: { $0.roundTrip != nil })?.roundTrip,
            let most = values.compactMap(\.self).max()
        else { return Self.unmeasured }
        let words = "\(Self.milliseconds(Double(now))), at most \(Self.milliseconds(most))"
        return
            "\(line(values, top: most * 1.1, "round trip in 30 minutes: \(words)"))<br><span class=\"whole\">\(words)</span>"
    }

    private func loss(_ samples: [PeerHistory.Sample]) -> HTML {
        let values = samples.map(\.loss)
        guard let now = samples.last(where: { $0.loss != nil })?.loss, let most = values.compactMap(\.self).max() else {
            return Self.unmeasured
        }
        let words = "\(Self.percent(now)), at most \(Self.percent(most))"
        // A tenth is a lot; less is still to be told from nothing.
        return
            "\(line(values, top: max(0.1, most), "loss in 30 minutes: \(words)"))<br><span class=\"whole\">\(words)</span>"
    }

    private static let unmeasured: HTML = "<span class=\"quiet\">not measured yet</span>"

    private func line(_ values: [Double?], top: Double, _ words: String) -> HTML {
        Sparkline(values, capacity: PeerHistory.capacity, points: points, top: top, words: words).html
    }

    private static func milliseconds(_ microseconds: Double) -> String {
        let tenths = Int((microseconds / 100).rounded())
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) ms" : "\((tenths + 5) / 10) ms"
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1_000).rounded())
        return tenths == 0 && share > 0 ? "under 0.1%" : "\(tenths / 10).\(tenths % 10)%"
    }
}
