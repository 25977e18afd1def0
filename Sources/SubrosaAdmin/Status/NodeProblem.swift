import SubrosaCore

/// Something that is not as it should be, with what to do about it.
package struct NodeProblem: Hashable, Sendable, Codable {
    /// What it is about: `node`, `configuration`, `certificate`, a CA or CRL by name, or a peer and a direction.
    package let about: String
    package let what: String
    package let remedy: String

    package init(about: String, what: String, remedy: String) {
        self.about = about
        self.what = what
        self.remedy = remedy
    }

    /// Milliseconds that gossip's state may be unknown while both links are up, before that is wrong.
    private static let unknownLimit: Int64 = 30_000

    /// Everything that is wrong with a node, the node itself first. A link that is down is wrong, whoever dials it.
    package static func all(in status: NodeStatus) -> [NodeProblem] {
        node(status) + log(status.log) + trust(status) + alertmanager(status)
            + status.peers.flatMap { peer($0, in: status) }
    }

    private static func node(_ status: NodeStatus) -> [NodeProblem] {
        var problems: [NodeProblem] = []
        if status.isDraining {
            problems.append(
                NodeProblem(
                    about: "node", what: "the node is ending", remedy: "nothing, if it was stopped on purpose"))
        }
        if !status.reload.wasLastSuccessful {
            let lines = status.reload.problems.isEmpty ? ["see the log"] : status.reload.problems
            problems += lines.map { line in
                NodeProblem(
                    about: "configuration", what: "the last reload was not taken over: \(line)",
                    remedy: "correct it and reload; until then what was read before is in force")
            }
        }
        return problems + (status.edge.map(edge) ?? [])
    }

    private static func log(_ log: LogStatus) -> [NodeProblem] {
        guard let loss = log.loss else { return [] }
        let detail = log.detail.map { " (\($0))" } ?? ""
        return [NodeProblem(about: "log", what: "log lines are lost: \(loss.message)\(detail)", remedy: loss.remedy)]
    }

    private static func edge(_ edge: EdgeStatus) -> [NodeProblem] {
        var problems = edge.problems.map { problem in
            NodeProblem(
                about: "edge", what: "it cannot take over the node table: \(problem)",
                remedy: "mend it where the edge runs; it tries again by itself")
        }
        if !edge.isAttached {
            let why = edge.lastTrouble.map { ": \($0)" } ?? " and has never been"
            problems.append(
                NodeProblem(
                    about: "edge", what: "the edge is not there\(why)",
                    remedy:
                        "start the container with Alertmanager (subrosa exec --via, or subrosa edge), and look at its log"
                ))
        }
        return problems
    }

    private static func trust(_ status: NodeStatus) -> [NodeProblem] {
        var problems: [NodeProblem] = []
        if status.certificate.notAfter < status.time {
            problems.append(
                NodeProblem(
                    about: "certificate", what: "this node's own certificate has expired",
                    remedy: "renew it; peers refuse this node until then"))
        }
        problems += status.authorities.filter { $0.notAfter < status.time }.map { authority in
            NodeProblem(
                about: "CA \(authority.subject)", what: "the CA has expired",
                remedy: authority.peers.isEmpty && !authority.isOwn
                    ? "take it out of tls.ca_file" : "issue the certificates that stand on it from another CA")
        }
        problems += status.revocationLists.filter { $0.nextUpdate < status.time }.map { list in
            NodeProblem(
                about: "CRL of \(list.issuer)", what: "the CRL has run out",
                remedy: "put a fresh CRL of that CA into tls.crl_file")
        }
        return problems
    }

    /// The same for every peer, so it is said once.
    private static func alertmanager(_ status: NodeStatus) -> [NodeProblem] {
        let gossip = status.gossip
        switch gossip.alertmanager {
        case .unknown, .heard: return []
        case .misaddressed:
            return [
                NodeProblem(
                    about: "Alertmanager",
                    what:
                        "it has its peers answer at \(gossip.wrongAddress ?? "another address"), not at this node's virtual"
                        + " address: they reach it past Subrosa, or not at all",
                    remedy: "start it with the flags of subrosa flags, and no --cluster.advertise-address")
            ]
        case .silent:
            let since = gossip.lastDatagram.map { " for \(SpanText.ago(status.time, since: $0))" } ?? ""
            let sight = gossip.sighting.map { "; \($0.message)" } ?? ""
            return [
                NodeProblem(
                    about: "Alertmanager", what: "the Alertmanager beside this node has sent nothing\(since)\(sight)",
                    remedy: gossip.sighting?.remedy ?? PeerHealth.ownAlertmanagerSilent.remedy)
            ]
        }
    }

    private static func peer(_ peer: PeerStatus, in status: NodeStatus) -> [NodeProblem] {
        var problems = isShutOut(from: peer, status) ? [] : links(of: peer)
        if peer.isTableEqual == false {
            problems.append(
                NodeProblem(
                    about: peer.name.text, what: "the peer's node table differs from this node's",
                    remedy: "give every node the same nodes: and reload"))
        }
        if let reason = peer.datagramPath.linkAlone, reason.isTrouble {
            problems.append(
                NodeProblem(
                    about: peer.name.text, what: "datagrams take the link alone, \(reason.message)",
                    remedy: reason.remedy))
        }
        return problems + (gossip(with: peer, now: status.time).map { [$0] } ?? [])
    }

    /// Links that are down are told with their reasons, and the own Alertmanager is no peer's trouble.
    private static func gossip(with peer: PeerStatus, now: WallTime) -> NodeProblem? {
        let canaries = peer.canaries
        var what = canaries.health.message
        switch canaries.health {
        case .ok, .linkDown, .linkDownOutbound, .linkDownInbound, .ownAlertmanagerSilent: return nil
        case .alertmanagerNotAnswering, .largeLost: break
        case .lossy: what += " (\(canaries.figures.lost) of \(canaries.figures.finished) in the last minute)"
        case .unknown:
            // A node that has just started does not know, and need not say so.
            guard peer.outbound.isUp, peer.inbound.isUp, let since = canaries.since,
                now.milliseconds - since.milliseconds > unknownLimit
            else { return nil }
        }
        return NodeProblem(about: peer.name.text, what: what, remedy: canaries.health.remedy)
    }

    /// This node's own certificate has expired, which is said already, and every peer refuses it for that.
    private static func isShutOut(from peer: PeerStatus, _ status: NodeStatus) -> Bool {
        let own = [RefusalReason.refusedByPeer.rawValue, LinkDownReason.ownCertificateExpired.rawValue]
        return status.certificate.notAfter < status.time && !peer.outbound.isUp
            && own.contains(peer.outbound.lastTrouble?.reason ?? "")
    }

    /// Two links that are down have one cause, as a rule.
    private static func links(of peer: PeerStatus) -> [NodeProblem] {
        guard !peer.outbound.isUp, !peer.inbound.isUp, let trouble = cause(peer.outbound, peer.inbound) else {
            return PeerCounters.Direction.allCases.compactMap { link(of: peer, $0) }
        }
        return [
            NodeProblem(about: peer.name.text, what: "both links down, \(text(of: trouble))", remedy: trouble.remedy)
        ]
    }

    /// What this node's own dials end with says how it is now; unless it says only that the peer knows why.
    private static func cause(_ outbound: LinkStatus, _ inbound: LinkStatus) -> LinkStatus.Trouble? {
        guard let own = outbound.lastTrouble else { return nil }
        guard own.reason == RefusalReason.refusedByPeer.rawValue, let other = inbound.lastTrouble,
            other.time > own.time || RefusalReason(rawValue: other.reason) != nil
        else { return own }
        return other
    }

    private static func text(of trouble: LinkStatus.Trouble) -> String {
        "\(trouble.reason): \(trouble.message)\(trouble.detail.map { " (\($0))" } ?? "")"
    }

    /// This node has reached the peer since, so what ended the peer's link does not keep it down.
    private static func isOver(
        _ trouble: LinkStatus.Trouble, _ peer: PeerStatus, _ direction: PeerCounters.Direction
    ) -> Bool {
        guard direction == .inbound, peer.outbound.isUp, let since = peer.outbound.since else { return false }
        return since > trouble.time
    }

    private static func link(of peer: PeerStatus, _ direction: PeerCounters.Direction) -> NodeProblem? {
        let link = peer.link(direction)
        guard !link.isUp else { return nil }
        let about = "\(peer.name) \(direction.rawValue)"
        if let trouble = link.lastTrouble, !isOver(trouble, peer, direction) {
            return NodeProblem(about: about, what: "link down, \(text(of: trouble))", remedy: trouble.remedy)
        }
        return switch direction {
        case .outbound:
            NodeProblem(about: about, what: "link down: it is being dialled for the first time", remedy: "wait")
        case .inbound:
            NodeProblem(
                about: about,
                what: "link down: the peer has not dialled this node \(link.lastTrouble == nil ? "yet" : "again")",
                remedy: "look whether Subrosa runs there, and at what it says about this node")
        }
    }
}
