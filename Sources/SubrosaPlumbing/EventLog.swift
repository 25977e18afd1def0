import SubrosaCore

/// Where a node's events are gathered, from all who log them. Confined to the event loop.
package final class EventLog {
    private var ring = EventRing()

    package init() {}

    package func happened(_ event: NodeEvent) { ring.happened(event) }

    /// What there is, newest first.
    package var newestFirst: [NodeEvent] { ring.newestFirst }
}
