/// The last things that happened to a node. Bounded; and when it is full, what there is most of makes room, so that
/// strangers who are refused by the thousand, or one link that comes and goes, leave the rest of the story where it is.
package struct EventRing: Hashable, Sendable {
    /// The most events that are kept.
    package static let capacity = 200

    /// Oldest first.
    private var events: [NodeEvent] = []

    package init() {}

    package var newestFirst: [NodeEvent] { events.reversed() }

    /// Refusals of one host for one reason are one event, which counts them.
    package mutating func happened(_ event: NodeEvent) {
        var event = event
        if event.kind == .peerRefused, let index = events.firstIndex(where: { $0.isLike(event) }) {
            let before = events.remove(at: index)
            event.count += before.count
            // What is only counted later does not say who it was.
            event.peer = event.peer ?? before.peer
            event.detail = event.detail ?? before.detail
        }
        if events.count >= Self.capacity { makeRoom() }
        events.append(event)
    }

    private mutating func makeRoom() {
        var counts: [NodeEvent.Kind: Int] = [:]
        for event in events { counts[event.kind, default: 0] += 1 }
        // Of kinds that are equally frequent the one whose first is older.
        let most = counts.values.max()
        guard let index = events.firstIndex(where: { counts[$0.kind] == most }) else { return }
        events.remove(at: index)
    }
}

extension NodeEvent {
    /// Whether it is the same refusal once more.
    fileprivate func isLike(_ other: NodeEvent) -> Bool {
        kind == other.kind && address == other.address && reason == other.reason
    }
}
