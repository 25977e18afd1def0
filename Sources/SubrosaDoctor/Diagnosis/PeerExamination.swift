import FoundationEssentials
import SubrosaAdmin
import SubrosaCore
import SubrosaIdentity
import SubrosaTransport

/// The way to each peer, step by step.
struct PeerExamination {
    /// How long memberlist waits for the answer to a probe, in Alertmanager (cmd/alertmanager/main.go,
    /// `cluster.probe-timeout`).
    static let probeTimeout = Duration.milliseconds(500)

    private let seen: Observations
    private let clock: ClockSuspicion
    private let ownDigest: TableDigest
    /// No peer has a link to this node, although this node reaches them all.
    private let isUnreached: Bool
    /// What all peers' table is, if they agree with each other and not with this node.
    private let tableFault: TableDigest?
    private(set) var notes = Notebook()

    init(_ observations: Observations, clock: ClockSuspicion) {
        seen = observations
        self.clock = clock
        ownDigest = TableDigest(of: observations.site.table)
        isUnreached = Self.isUnreached(observations)
        tableFault = Self.tableFault(observations, ownDigest)
        common()
        for peer in observations.peers { examine(peer) }
    }

    /// The peers that were not reached, or have a finding.
    var troubled: Set<NodeName> {
        let found = notes.findings.compactMap { finding -> NodeName? in
            if case .peer(let name) = finding.about { name } else { nil }
        }
        let all = isUnreached || tableFault != nil ? seen.peers.map(\.node.name) : []
        return Set(seen.peers.filter { Self.greeted($0) == nil }.map(\.node.name) + found + all)
    }

    /// The best answer of a peer.
    static func greeted(_ peer: PeerObservation) -> ProbeOutcome.Greeted? {
        guard case .dialled(let dials) = peer.way else { return nil }
        return dials.lazy.compactMap { dial -> ProbeOutcome.Greeted? in
            if case .greeted(let greeted) = dial.outcome { greeted } else { nil }
        }.min { $0.connect < $1.connect }
    }

    private mutating func common() {
        if isUnreached {
            let ports = seen.site.listen.map { "TCP \($0.port)" }.joined(separator: ", ")
            notes.wrong(
                .link,
                Finding(
                    .own(.inboundLinkDown), .node, seen: "no peer has a link to this node, which reaches them all",
                    remedy:
                        "let \(ports) in (nft list ruleset), and look at address: of \(seen.site.node.name) in nodes:"
                ))
        }
        if let tableFault {
            notes.wrong(
                .nodeTable,
                Finding(
                    .own(.tablesDiffer), .node,
                    seen: "that of every peer is \(tableFault), that of \(seen.site.configFile) is \(ownDigest)",
                    remedy:
                        "compare nodes: in \(seen.site.configFile) with the file of a peer (names, addresses, virtual addresses, identities), and reload: kill -HUP"
                ))
        }
    }

    private mutating func examine(_ peer: PeerObservation) {
        let about = Subject.peer(peer.node.name)
        switch peer.way {
        case .unresolved(let why):
            let host = peer.node.linkAddress.host
            notes.wrong(
                .name,
                Finding(
                    .dial(.nameNotResolved), about, seen: "\(host): \(why)",
                    remedy:
                        "getent hosts \(host) shows what this machine's resolver says; correct it there, or address: of \(peer.node.name) in \(seen.site.configFile)"
                ))
        case .notDialled(let addresses, let why):
            notes.ok(about, .name, "\(peer.node.linkAddress.host) is \(addresses.joined(separator: ", "))")
            notes.skipped(about, .tcp, why)
        case .dialled(let dials):
            notes.ok(about, .name, "\(peer.node.linkAddress.host) is \(dials.map(\.address).joined(separator: ", "))")
            reach(peer.node, dials)
            if let greeted = Self.greeted(peer) { afterHello(peer.node, greeted) }
        }
    }

    // MARK: TCP to hello

    /// One finding for what is wrong with all addresses, preferring what was refused, which says more; and, if one
    /// address leads to the peer, one for each that leads to somebody else.
    private mutating func reach(_ peer: Node, _ dials: [PeerObservation.Dial]) {
        let about = Subject.peer(peer.name)
        let isReached = dials.contains { if case .greeted = $0.outcome { true } else { false } }
        let refused = dials.filter { if case .refused = $0.outcome { true } else { false } }
        for dial in dials {
            if case .greeted(let greeted) = dial.outcome { welcome(peer, dial, greeted) }
        }
        for dial in isReached ? refused : Array(refused.prefix(1)) { refusal(peer, dial) }
        for dial in dials {
            guard case .notConnected(let reason, let detail) = dial.outcome else { continue }
            guard !isReached, refused.isEmpty, dial == dials.first else {
                if isReached {
                    notes.skipped(about, .tcp, "\(dial.address): \(detail); the peer is reached all the same")
                }
                continue
            }
            let addresses = dials.map(\.address).joined(separator: ", ")
            notes.wrong(
                .tcp,
                Finding(
                    .dial(reason), about, seen: "\(addresses): \(detail)",
                    remedy: PeerRemedy(peer, site: seen.site).text(reason)))
        }
    }

    private mutating func welcome(_ peer: Node, _ dial: PeerObservation.Dial, _ greeted: ProbeOutcome.Greeted) {
        let about = Subject.peer(peer.name)
        notes.ok(about, .tcp, "\(dial.address) answers after \(Self.text(greeted.connect))")
        notes.ok(
            about, .tls,
            "1.3; the certificate \(greeted.proven.subject) is valid until \(TimeText.utc(greeted.proven.notAfter))")
        notes.ok(about, .identity, peer.identities.map(\.description).joined(separator: " or "))
        notes.ok(about, .hello, "after another \(Self.text(greeted.hello))")
    }

    private mutating func refusal(_ peer: Node, _ dial: PeerObservation.Dial) {
        guard case .refused(let refusal, let connect, let presented) = dial.outcome else { return }
        let about = Subject.peer(peer.name)
        notes.ok(about, .tcp, "\(dial.address) answers after \(Self.text(connect))")
        let step = Self.step(of: refusal.reason)
        if dial.passesSmallOnly {
            notes.wrong(
                .tls,
                Finding(
                    .own(.packetSize), about,
                    seen:
                        "\(dial.address): the handshake does not end in time, but does with segments of \(LaneProbe.smallSegment) bytes",
                    remedy: DoctorCode.packetSize.remedy))
            return
        }
        if [.certificateNotYetValid, .certificateExpired].contains(refusal.reason), let presented,
            clock.isEarly(presented) || clock.explains(presented)
        {
            notes.skipped(about, step, "\(refusal.detail): look at the clock")
            return
        }
        let doubt = presented.map(clock.isLate) ?? false ? ClockSuspicion.orElse : ""
        notes.wrong(
            step,
            Finding(
                .refusal(refusal.reason), about, seen: "\(dial.address): \(refusal.reason.message): \(refusal.detail)",
                remedy: PeerRemedy(peer, site: seen.site).text(refusal.reason)
                    + (refusal.reason == .certificateExpired ? doubt : "")))
    }

    /// Where a dialler notices it.
    static func step(of reason: RefusalReason) -> Check.Step {
        switch reason {
        case .tlsVersion, .serverName, .alpnMismatch, .notTLS, .tlsFailure, .handshakeTimeout, .tooManyConnections,
            .tooManyFromSource, .handshakeTooLarge, .closedEarly:
            .tls
        case .noCertificate, .certificateUnreadable, .unknownAuthority, .certificateExpired, .certificateNotYetValid,
            .certificateUsage, .keyType, .certificateRevoked, .certificateDenied, .revocationUnknown,
            .notAConfiguredNode, .wrongNode, .ownIdentity:
            .identity
        case .helloTimeout, .helloInvalid, .protocolVersion, .frameInvalid, .frameTooLarge, .refusedByPeer: .hello
        }
    }

    private static func text(_ duration: Duration) -> String {
        let tenths = duration.components.seconds * 10_000 + duration.components.attoseconds / 100_000_000_000_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    // MARK: After the hello

    private mutating func afterHello(_ peer: Node, _ greeted: ProbeOutcome.Greeted) {
        let about = Subject.peer(peer.name)
        table(peer, greeted.digest)
        if greeted.connect > Self.probeTimeout {
            notes.wrong(
                .roundTrip,
                Finding(
                    .own(.slowPath), about,
                    seen:
                        "a round trip takes \(Self.text(greeted.connect)), and Alertmanager waits for \(Self.text(Self.probeTimeout))",
                    remedy: "look at the network; or --cluster.probe-timeout=2s for every Alertmanager"))
        } else {
            notes.ok(about, .roundTrip, Self.text(greeted.connect))
        }
        guard let status = seen.running.status, status.node.name == seen.site.node.name.text,
            let document = status.peers.first(where: { $0.name == peer.name.text })
        else {
            notes.skipped(about, .link, "only a running node that serves web.listen_address tells")
            notes.skipped(about, .datagrams, "only a running node that serves web.listen_address counts them")
            return
        }
        links(peer, document)
        if way(of: peer, document) { datagrams(peer) }
    }

    private mutating func table(_ peer: Node, _ digest: TableDigest) {
        let about = Subject.peer(peer.name)
        guard digest != ownDigest else {
            notes.ok(about, .nodeTable, "\(digest), as here")
            return
        }
        guard tableFault == nil else {
            notes.skipped(about, .nodeTable, "\(digest), as at every peer")
            return
        }
        notes.wrong(
            .nodeTable,
            Finding(
                .own(.tablesDiffer), about,
                seen: "the peer's is \(digest), that of \(seen.site.configFile) is \(ownDigest)",
                remedy:
                    "compare nodes: in \(seen.site.configFile) with the file there (names, addresses, virtual addresses, identities), and reload the one that you change: kill -HUP"
            ))
    }

    private mutating func links(_ peer: Node, _ document: PeerDocument) {
        let about = Subject.peer(peer.name)
        if !document.outbound.up {
            let trouble = document.outbound.lastTrouble.map { "\($0.reason): \($0.message)" } ?? "not dialled yet"
            notes.wrong(
                .link,
                Finding(
                    .own(.linkDown), about,
                    seen: "the running node has no link to it (\(trouble)), although it answers",
                    remedy: document.outbound.lastTrouble?.remedy ?? DoctorCode.linkDown.remedy))
        } else if !document.inbound.up, isUnreached {
            notes.skipped(about, .link, "it has no link to this node, as no peer has")
        } else if !document.inbound.up {
            let trouble = document.inbound.lastTrouble.map { "\($0.reason): \($0.message)" } ?? "it has never had one"
            notes.wrong(
                .link,
                Finding(
                    .own(.inboundLinkDown), about, seen: "it has no link to this node (\(trouble))",
                    remedy:
                        "on its machine: subrosa doctor --config.file=\(seen.site.configFile) --node=\(peer.name) --peer=\(seen.site.node.name)"
                ))
        } else {
            notes.ok(about, .link, "up in both directions")
        }
    }

    /// - Returns: whether there is nothing to be said.
    private mutating func way(of peer: Node, _ document: PeerDocument) -> Bool {
        guard let reason = document.datagramPath.linkAlone.flatMap(LinkAloneReason.init(rawValue:)), reason.isTrouble
        else { return true }
        notes.wrong(
            .datagrams,
            Finding(
                .own(.datagramsOnLinkAlone), .peer(peer.name), seen: "they take the link alone: \(reason.message)",
                remedy: reason.remedy))
        return false
    }

    private mutating func datagrams(_ peer: Node) {
        let about = Subject.peer(peer.name)
        guard let counts = seen.gossip?.peers[peer.name], let outbound = counts.outbound, let inbound = counts.inbound
        else {
            notes.skipped(about, .datagrams, "the running node could not be asked twice")
            return
        }
        guard let loss = DatagramLoss(.wayToPeer, dropped: [counts.droppedOutbound, counts.droppedInbound]) else {
            notes.ok(about, .datagrams, "\(outbound) to the peer and \(inbound) from it while the doctor looked")
            return
        }
        notes.wrong(
            .datagrams,
            Finding(
                .own(.datagramsDropped), about,
                seen:
                    "\(loss.count) while the doctor looked, most of them \(loss.reason.rawValue): \(loss.reason.message)",
                remedy: loss.reason.remedy))
    }
}
