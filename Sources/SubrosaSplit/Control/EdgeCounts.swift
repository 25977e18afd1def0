import SubrosaCore

/// What the edge has carried and lost, as differences: the host half adds them to what it counts itself, so that its
/// log, metrics and status page show the whole node.
package struct EdgeCounts: Codable, Equatable, Sendable {
    package struct Drop: Codable, Equatable, Sendable {
        /// Raw values of ``PeerCounters/Direction`` and ``DropReason``.
        package let direction: String
        package let reason: String
        package let count: UInt64
    }

    package struct StreamFailure: Codable, Equatable, Sendable {
        package let direction: String
        /// The code of a ``StreamResetReason``.
        package let reason: UInt8
        package let count: UInt64
    }

    package struct Peer: Codable, Equatable, Sendable {
        package let name: String
        /// Datagrams that were handed to Alertmanager, and their bytes.
        package let delivered: UInt64
        package let deliveredBytes: UInt64
        package let drops: [Drop]
        package let failures: [StreamFailure]

        package init(name: String, delivered: UInt64, deliveredBytes: UInt64, drops: [Drop], failures: [StreamFailure])
        {
            self.name = name
            self.delivered = delivered
            self.deliveredBytes = deliveredBytes
            self.drops = drops
            self.failures = failures
        }
    }

    /// Those with something to say.
    package let peers: [Peer]
    /// Datagrams that the kernel dropped because Alertmanager did not read its socket fast enough.
    package let alertmanagerOverflow: UInt64

    package init(peers: [Peer], alertmanagerOverflow: UInt64) {
        self.peers = peers
        self.alertmanagerOverflow = alertmanagerOverflow
    }

    package var isEmpty: Bool { peers.isEmpty && alertmanagerOverflow == 0 }

    /// No counter is brought beyond this by what the edge says: far more than any edge carries, and little enough that all
    /// of them can be added up.
    package static let limit: UInt64 = 1 << 48

    /// As much of `more` as may be added to `total`.
    package static func addable(_ more: UInt64, to total: UInt64) -> UInt64 { min(more, limit - min(total, limit)) }
}

extension EdgeCounts.Peer {
    /// What has been counted between two moments; nil if that is nothing.
    package init?(_ name: NodeName, from old: CountedSoFar, to new: CountedSoFar) {
        let drops = new.drops.compactMap { drop, count -> EdgeCounts.Drop? in
            let more = count - old.drops[drop, default: 0]
            guard more > 0 else { return nil }
            return EdgeCounts.Drop(direction: drop.direction.rawValue, reason: drop.reason.rawValue, count: more)
        }
        let failures = new.failures.compactMap { failure, count -> EdgeCounts.StreamFailure? in
            let more = count - old.failures[failure, default: 0]
            guard more > 0 else { return nil }
            return EdgeCounts.StreamFailure(
                direction: failure.direction.rawValue, reason: failure.reason.rawValue, count: more)
        }
        let delivered = new.delivered - old.delivered
        guard delivered > 0 || !drops.isEmpty || !failures.isEmpty else { return nil }
        self.init(
            name: name.text, delivered: delivered, deliveredBytes: new.deliveredBytes - old.deliveredBytes,
            drops: drops, failures: failures)
    }

    /// Adds them to the host half's own, up to ``EdgeCounts/limit``; what a later version of the edge counts and this one
    /// does not know is left out.
    package func add(to counters: PeerCounters) {
        counters.datagrams.inbound += EdgeCounts.addable(delivered, to: counters.datagrams.inbound)
        counters.datagramBytes.inbound += EdgeCounts.addable(deliveredBytes, to: counters.datagramBytes.inbound)
        for drop in drops {
            guard let direction = PeerCounters.Direction(rawValue: drop.direction),
                let reason = DropReason(rawValue: drop.reason)
            else { continue }
            let kind = PeerCounters.Drop(direction: direction, reason: reason)
            let more = EdgeCounts.addable(drop.count, to: counters.drops[kind, default: 0])
            counters.dropped(direction, reason, count: Int(clamping: more))
        }
        for failure in failures {
            guard let direction = PeerCounters.Direction(rawValue: failure.direction) else { continue }
            let reason = StreamResetReason(code: failure.reason)
            let kind = PeerCounters.StreamFailure(direction: direction, reason: reason)
            let more = EdgeCounts.addable(failure.count, to: counters.streamFailures[kind, default: 0])
            counters.streamsFailed(direction, reason, count: more)
        }
    }
}

/// What the edge counts for one peer, at one moment.
package struct CountedSoFar: Equatable, Sendable {
    package let delivered: UInt64
    package let deliveredBytes: UInt64
    package let drops: [PeerCounters.Drop: UInt64]
    package let failures: [PeerCounters.StreamFailure: UInt64]

    package init(_ counters: PeerCounters) {
        delivered = counters.datagrams.inbound
        deliveredBytes = counters.datagramBytes.inbound
        drops = counters.drops
        failures = counters.streamFailures
    }

    /// Nothing yet.
    package init() { self.init(PeerCounters()) }
}
