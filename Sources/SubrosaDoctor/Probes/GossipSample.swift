import SubrosaAdmin
import SubrosaCore

/// What the running node and Alertmanager have counted up to now. Pure.
struct GossipSample: Sendable {
    /// nil if the running node was not asked.
    var status: StatusDocument?
    /// `alertmanager_cluster_pings_seconds_count`: pings that were answered, by the member's name; nil if that was not to
    /// be had. memberlist counts those alone that are answered by UDP and by the member itself (state.go, `probeNode`).
    var pings: [String: UInt64]?

    private static let metric = "alertmanager_cluster_pings_seconds_count{"

    /// - Parameter page: of Alertmanager's metrics, in Prometheus' text format.
    static func pings(inMetrics page: [UInt8]) -> [String: UInt64] {
        var found: [String: UInt64] = [:]
        for line in page.split(separator: UInt8(ascii: "\n")) where line.starts(with: metric.utf8) {
            let text = String(decoding: line, as: UTF8.self)
            guard let label = text.firstRange(of: "peer=\""), let end = text[label.upperBound...].firstIndex(of: "\""),
                let value = text.split(separator: " ").last, let count = Double(value), count >= 0, count < 1e15
            else { continue }
            found[String(text[label.upperBound..<end])] = UInt64(count)
        }
        return found
    }

    /// - Parameters:
    ///   - later: the same node's, later.
    ///   - names: the members' names, by what they advertise.
    func differences(to later: GossipSample, _ peers: [Node], names: [String: String]) -> [NodeName: GossipObservation
        .Peer]
    {
        Dictionary(uniqueKeysWithValues: peers.map { ($0.name, difference(to: later, $0, names)) })
    }

    private func difference(to later: GossipSample, _ peer: Node, _ names: [String: String]) -> GossipObservation.Peer {
        var found = GossipObservation.Peer()
        if let before = Self.traffic(of: peer, in: status), let after = Self.traffic(of: peer, in: later.status) {
            found.outbound = Self.grown(before.datagrams.outbound, after.datagrams.outbound)
            found.inbound = Self.grown(before.datagrams.inbound, after.datagrams.inbound)
            found.droppedOutbound = Self.grown(before.datagramsDropped.outbound, after.datagramsDropped.outbound)
            found.droppedInbound = Self.grown(before.datagramsDropped.inbound, after.datagramsDropped.inbound)
            found.streamsFailed = Self.grown(before.streamsFailed.outbound, after.streamsFailed.outbound)
        }
        // A member that has never answered is not among the counts.
        if let before = pings, let after = later.pings, let name = names["\(peer.virtualAddress)"] {
            found.pings = Self.grown(before[name] ?? 0, after[name] ?? 0)
        }
        return found
    }

    private static func traffic(of peer: Node, in status: StatusDocument?) -> PeerDocument.Traffic? {
        status?.peers.first { $0.name == peer.name.text }?.traffic
    }

    /// A program that was started anew counts from 0.
    private static func grown(_ before: UInt64, _ after: UInt64) -> UInt64 { after >= before ? after - before : after }

    private static func grown(_ before: [String: UInt64], _ after: [String: UInt64]) -> [String: UInt64] {
        after.reduce(into: [:]) { found, entry in
            let count = grown(before[entry.key] ?? 0, entry.value)
            if count > 0 { found[entry.key] = count }
        }
    }
}
