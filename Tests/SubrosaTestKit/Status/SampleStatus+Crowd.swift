import SubrosaCore

extension SampleStatus {
    /// A cluster of this node and many peers, of which every tenth is down, with everything that a node keeps of them.
    package static func crowd(peers: Int, named prefix: String = "alertmanager-") throws -> SampleStatus {
        var sample = try well()
        let names = try (2...peers + 1).map { try name("\(prefix)\($0)") }
        sample.peers = names.enumerated().map { index, name -> PeerStatus in
            let link = up("CN=\(name),O=Example")
            var shown = peer(name, outbound: link, inbound: link)
            shown.history = halfHour(seed: UInt32(index))
            shown.canaries = gossip(.ok)
            return peers >= 10 && index % 10 == 3 ? cut(shown, both: index % 20 == 3) : shown
        }
        sample.gossip.matrix = try matrix(sample.peers)
        sample.events = (0..<EventRing.capacity).map { index in
            NodeEvent(
                index % 2 == 0 ? .linkUp : .linkDown,
                at: WallTime(milliseconds: now.milliseconds - Int64(index) * 1_000),
                peer: names[index % names.count], direction: index % 3 == 0 ? .inbound : .outbound,
                reason: index % 2 == 0 ? nil : "silent", message: index % 2 == 0 ? nil : "nothing was heard for 3 s")
        }
        return sample
    }

    /// What the pictures in docs/ show, by the names of their files.
    package static func pictures() throws -> [(name: String, sample: SampleStatus)] {
        var healthy = try crowd(peers: 4, named: "am-")
        var sick = healthy
        for index in healthy.peers.indices {
            healthy.peers[index].history = halfHour(seed: UInt32(index), isCalm: true)
        }
        sick.peers[1] = cut(sick.peers[1], both: true)
        sick.peers[2] = cut(sick.peers[2], both: false)
        sick.notAfter = later(days: 9)
        sick.gossip.matrix = try matrix(sick.peers)
        let first = healthy.peers[0].name
        healthy.events = [
            NodeEvent(.reloaded, at: later(days: -1), message: "cause: files changed"),
            NodeEvent(.linkUp, at: later(days: -1), peer: first, direction: .outbound, address: "192.0.2.2:9095"),
        ]
        sick.events =
            [
                NodeEvent(
                    .linkDown, at: WallTime(milliseconds: now.milliseconds - 140_000), peer: sick.peers[2].name,
                    direction: .outbound, reason: "silent", message: "nothing was heard from the peer"),
                NodeEvent(
                    .peerRefused, at: WallTime(milliseconds: now.milliseconds - 600_000), address: "192.0.2.77",
                    reason: "no_certificate", message: "the peer presented no certificate", count: 41),
            ] + healthy.events
        return [("healthy", healthy), ("sick", sick), ("many", try crowd(peers: 50)), ("hostile", try unwell())]
    }

    /// Half an hour of round trips about a millisecond, with a gap and some loss unless it is calm.
    package static func halfHour(seed: UInt32, isCalm: Bool = false) -> PeerHistory {
        (0..<UInt32(PeerHistory.capacity)).reduce(into: PeerHistory()) { history, index in
            let noise = (index &* 7_919 &+ seed &* 104_729) % 700
            let isGap = !isCalm && (60..<66).contains(index)
            history.add(
                PeerHistory.Sample(
                    roundTrip: isGap ? nil : 600 + noise + (!isCalm && index == 120 ? 9_000 : 0),
                    loss: isGap ? 1 : (!isCalm && index % 50 == 7 ? 0.1 : 0)))
        }
    }

    /// Each sees the others as this node does.
    private static func matrix(_ peers: [PeerStatus]) throws -> ClusterMatrix {
        let seen = Dictionary(uniqueKeysWithValues: peers.map { ($0.name, $0.canaries.health) })
        return matrix([try name("am-1")] + peers.map(\.name)) { from, to in
            // One way only: the row of a node that is down is not there.
            seen[from] == .linkDown ? .unknown : seen[to] ?? .ok
        }
    }

    /// The link that this node dials is down, or both are.
    private static func cut(_ peer: PeerStatus, both: Bool) -> PeerStatus {
        var shown = Self.peer(
            peer.name, outbound: down(peer.outbound), inbound: both ? down(peer.inbound) : peer.inbound)
        shown.history = peer.history
        shown.canaries = gossip(both ? .linkDown : .linkDownOutbound)
        return shown
    }

    private static func down(_ link: LinkStatus) -> LinkStatus {
        var link = link
        link.isUp = false
        link.address = nil
        link.since = WallTime(milliseconds: now.milliseconds - 140_000)
        link.lastTrouble = LinkStatus.Trouble(
            reason: "silent", message: "nothing was heard from the peer", remedy: "look at the peer's machine",
            detail: nil, time: now)
        return link
    }

    /// One of each kind, every text hostile.
    static func hostileEvents(_ peer: NodeName) -> [NodeEvent] {
        NodeEvent.Kind.allCases.map { kind in
            NodeEvent(
                kind, at: now, peer: peer, direction: .inbound, address: hostile, reason: hostile, message: hostile,
                detail: hostile, count: 2)
        }
    }
}
