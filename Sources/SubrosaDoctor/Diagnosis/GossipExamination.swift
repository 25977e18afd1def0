import SubrosaCore

/// Whether the datagrams of gossip get through between this machine's Alertmanager and Subrosa, and at the peers', by what
/// was carried while the doctor looked.
struct GossipExamination {
    /// More members than these are not all pinged while the doctor looks (``GossipProbe/longest``).
    private static let fewMembers = 2

    private let seen: Observations
    private let peers: [(node: Node, seen: GossipObservation.Peer)]
    /// Members other than this machine's Alertmanager.
    private let memberCount: Int
    private(set) var notes = Notebook()

    /// - Parameters:
    ///   - isWell: this node and its Alertmanager run, with nothing wrong.
    ///   - troubled: peers that are not reached, or not as they should be.
    init(_ observations: Observations, isWell: Bool, troubled: Set<NodeName>) {
        seen = observations
        guard isWell, let gossip = observations.gossip, case .answered(_, let status) = observations.alertmanager.api,
            status.cluster.status == "ready"
        else {
            peers = []
            memberCount = 0
            if !observations.site.isSplit {
                notes.skipped(
                    .alertmanager, .gossip, "only a running node and an Alertmanager that is ready tell what they carry"
                )
            }
            return
        }
        let members = Set(status.others)
        memberCount = members.count
        peers = observations.site.peers.filter { peer in
            members.contains("\(peer.virtualAddress)") && !troubled.contains(peer.name)
        }
        .compactMap { peer in gossip.peers[peer.name].map { (node: peer, seen: $0) } }
        examine(gossip.window)
    }

    private mutating func examine(_ window: Duration) {
        if let loss = DatagramLoss(
            .thisMachine, dropped: peers.flatMap { [$0.seen.droppedOutbound, $0.seen.droppedInbound] })
        {
            wrong(
                .alertmanager, .datagramsDropped,
                "\(loss.count) within \(Self.text(window)), most of them \(loss.reason.rawValue): \(loss.reason.message)",
                loss.reason.remedy)
            return
        }
        let deaf = peers.filter { !Self.refusals(of: $0.seen).isEmpty && Self.isQuiet($0.seen) }
        for peer in deaf where isLookedAt(peer.node) {
            wrong(
                .peer(peer.node.name), .memberMissing,
                "its Alertmanager takes no streams: \(Self.refusals(of: peer.seen).joined(separator: ", "))",
                "look whether Alertmanager runs there; on its machine: \(doctor(peer.node))")
        }
        let rest = peers.filter { peer in !deaf.contains { $0.node.name == peer.node.name } }
        let quiet = rest.filter { Self.isQuiet($0.seen) }
        if quiet.isEmpty {
            guard deaf.isEmpty else { return }
            let how = peers.contains { $0.seen.pings != nil } ? "answers pings by UDP" : "exchanges datagrams"
            notes.ok(.alertmanager, .gossip, "each of \(peers.count) members \(how), within \(Self.text(window))")
        } else if hasOwnInterval || (memberCount > Self.fewMembers && quiet.count < memberCount) {
            notes.skipped(
                .alertmanager, .gossip, "\(peers.count - quiet.count) of \(memberCount) members were seen to answer")
        } else if quiet.count == memberCount {
            everybody(quiet)
        } else {
            for peer in quiet { one(peer) }
        }
    }

    /// No member answers.
    private mutating func everybody(_ quiet: [(node: Node, seen: GossipObservation.Peer)]) {
        if quiet.allSatisfy({ $0.seen.outbound == 0 }) {
            local("Alertmanager's datagrams do not reach Subrosa")
        } else if quiet.allSatisfy({ $0.seen.inbound == 0 }) {
            for peer in quiet { one(peer) }
        } else {
            local("the answers that Subrosa hands over do not reach Alertmanager: no member answers a ping by UDP")
        }
    }

    /// Others answer.
    private mutating func one(_ peer: (node: Node, seen: GossipObservation.Peer)) {
        if peer.seen.outbound == 0 {
            local("Alertmanager's datagrams for \(peer.node.name) do not reach Subrosa")
        } else if isLookedAt(peer.node) {
            let what = peer.seen.inbound == 0 ? "no datagram comes from it" : "its Alertmanager answers no ping"
            wrong(
                .peer(peer.node.name), .udpLost, "\(what), by UDP; others do, or the link is up all the same",
                "on its machine: nft list ruleset, and \(doctor(peer.node))")
        }
    }

    private mutating func local(_ what: String) {
        let place = seen.site.listeningText
        wrong(
            .alertmanager, .udpLost, what,
            "nft list ruleset; let UDP between \(place) and \(seen.site.peers.map { "\($0.virtualAddress)" }.joined(separator: ", ")) pass on the loopback interface, both ways"
        )
    }

    private mutating func wrong(_ about: Subject, _ code: DoctorCode, _ seen: String, _ remedy: String) {
        notes.wrong(.gossip, Finding(.own(code), about, seen: seen, remedy: remedy))
    }

    private func doctor(_ peer: Node) -> String {
        "subrosa doctor --config.file=\(seen.site.configFile) --node=\(peer.name)"
    }

    private func isLookedAt(_ peer: Node) -> Bool { seen.peers.contains { $0.node.name == peer.name } }

    /// How often it pings is not known then.
    private var hasOwnInterval: Bool {
        seen.alertmanager.command.flatMap { CommandFlag.value("--cluster.probe-interval", of: $0) } != nil
    }

    /// Alertmanager pings every member, so something has to pass; which way it does not, the counts tell.
    private static func isQuiet(_ peer: GossipObservation.Peer) -> Bool {
        peer.pings.map { $0 == 0 } ?? (peer.outbound == 0)
    }

    private static func refusals(of peer: GossipObservation.Peer) -> [String] {
        [StreamResetReason.alertmanagerRefused, .alertmanagerTimeout].map(\.label)
            .filter { peer.streamsFailed[$0] != nil }
    }

    private static func text(_ window: Duration) -> String { "\(max(1, window.components.seconds)) s" }
}
