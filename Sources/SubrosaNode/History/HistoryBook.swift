import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// Keeps the last half hour of what is measured of the way to each peer. Confined to the event loop.
final class HistoryBook {
    /// Where a peer's samples come from.
    struct Source {
        let peer: NodeName
        /// Another one with the same peer begins anew.
        let owner: AnyObject
        let measure: () -> PeerHistory.Sample
    }

    private struct Page {
        let source: Source
        var history = PeerHistory()
    }

    private let loop: any EventLoop
    private var pages: [NodeName: Page] = [:]
    private var ticker: Ticker?

    init(loop: any EventLoop) { self.loop = loop }

    /// Who is measured from now on; the others are forgotten.
    func setPeers(_ sources: [Source]) {
        pages = Dictionary(
            uniqueKeysWithValues: sources.map { source in
                if let page = pages[source.peer], page.source.owner === source.owner { return (source.peer, page) }
                return (source.peer, Page(source: source))
            })
    }

    func start() {
        ticker = Ticker(on: loop, every: .nanoseconds(PeerHistory.interval.nanoseconds)) { [weak self] in self?.look() }
    }

    func stop() { ticker?.cancel() }

    subscript(peer: NodeName) -> PeerHistory { pages[peer]?.history ?? PeerHistory() }

    /// An interval is over.
    func look() {
        for peer in pages.keys {
            guard let sample = pages[peer]?.source.measure() else { continue }
            pages[peer]?.history.add(sample)
        }
    }
}
