import SubrosaCore

extension StatusDocument {
    /// - Parameter softwareVersion: this program's.
    package init(_ status: NodeStatus, softwareVersion: String) {
        version = Self.currentVersion
        node = Node(
            name: status.name.text, softwareVersion: softwareVersion, startTime: TimestampText.text(status.startTime),
            time: TimestampText.text(status.time), ready: status.isReady, draining: status.isDraining,
            tableDigest: status.tableDigest.description)
        problems = NodeProblem.all(in: status)
        log = Log(
            losing: status.log.loss != nil, reason: status.log.loss?.rawValue, detail: status.log.detail,
            lost: Dictionary(
                uniqueKeysWithValues: LogLossReason.allCases.map { ($0.rawValue, status.log.lost[$0] ?? 0) }))
        reload = Reload(
            lastSuccessful: status.reload.wasLastSuccessful,
            lastSuccess: TimestampText.text(status.reload.lastSuccess),
            lastFailure: status.reload.lastFailure.map(TimestampText.text), problems: status.reload.problems,
            successes: status.reload.successCount, failures: status.reload.failureCount)
        certificate = Certificate(status.certificate)
        authorities = status.authorities.map { authority in
            Authority(
                subject: authority.subject, keySha256: authority.keySHA256,
                notAfter: TimestampText.text(authority.notAfter), own: authority.isOwn,
                peers: authority.peers.map(\.text))
        }
        revocationLists = status.revocationLists.map { list in
            RevocationList(
                issuer: list.issuer, thisUpdate: TimestampText.text(list.thisUpdate),
                nextUpdate: TimestampText.text(list.nextUpdate), revoked: list.revokedCount)
        }
        peers = status.peers.map(PeerDocument.init)
        refusals = Dictionary(
            uniqueKeysWithValues: RefusalReason.allCases.map { ($0.rawValue, status.refusals[$0] ?? 0) })
        edge = status.edge.map { edge in
            Edge(
                attached: edge.isAttached, since: edge.since.map(TimestampText.text), user: edge.user,
                softwareVersion: edge.version, attachments: edge.count, lastTrouble: edge.lastTrouble,
                problems: edge.problems)
        }
        events = status.events.map(EventDocument.init)
        alertmanager = GossipDocument.Alertmanager(status.gossip)
        matrix = GossipDocument.rows(status.gossip.matrix)
        diagnosis = GossipDocument.findings(status.gossip.matrix)
    }
}

extension StatusDocument.Certificate {
    init(_ certificate: CertificateStatus) {
        subject = certificate.subject
        serial = certificate.serial
        authority = certificate.authority
        authorityKeySha256 = certificate.authorityKeySHA256
        notAfter = TimestampText.text(certificate.notAfter)
    }
}

extension PeerDocument {
    init(_ peer: PeerStatus) {
        name = peer.name.text
        linkAddress = peer.linkAddress
        virtualAddress = peer.virtualAddress
        tableEqual = peer.isTableEqual
        outbound = Link(peer.outbound)
        inbound = Link(peer.inbound)
        openStreams = peer.openStreams
        datagramPath = DatagramPath(peer.datagramPath)
        traffic = Traffic(peer.traffic)
        gossip = GossipDocument.Peer(peer.canaries)
    }
}

extension PeerDocument.DatagramPath {
    init(_ path: DatagramPathStatus) {
        overUdp = path.isOverUDP
        linkAlone = path.linkAlone?.rawValue
        sealedPackets = .init(outbound: path.sealedPackets.outbound, inbound: path.sealedPackets.inbound)
        discardedCopies = path.discardedCopies
    }
}

extension PeerDocument.Link {
    init(_ link: LinkStatus) {
        up = link.isUp
        since = link.since.map(TimestampText.text)
        address = link.address
        established = link.count
        certificate = link.certificate.map(StatusDocument.Certificate.init)
        lastTrouble = link.lastTrouble.map { trouble in
            PeerDocument.Trouble(
                reason: trouble.reason, message: trouble.message, remedy: trouble.remedy, detail: trouble.detail,
                time: TimestampText.text(trouble.time))
        }
    }
}

extension PeerDocument.Traffic {
    init(_ count: TrafficCount) {
        datagrams = .init(outbound: count.datagrams.outbound, inbound: count.datagrams.inbound)
        datagramBytes = .init(outbound: count.datagramBytes.outbound, inbound: count.datagramBytes.inbound)
        streams = .init(outbound: count.streams.outbound, inbound: count.streams.inbound)
        streamBytes = .init(outbound: count.streamBytes.outbound, inbound: count.streamBytes.inbound)
        datagramsDropped = PeerDocument.Lost(
            count.drops.map { ($0.key.direction, $0.key.reason.rawValue, $0.value) })
        streamsFailed = PeerDocument.Lost(
            count.streamFailures.map { ($0.key.direction, $0.key.reason.label, $0.value) })
    }
}

extension PeerDocument.Lost {
    init(_ counts: [(direction: PeerCounters.Direction, reason: String, count: UInt64)]) {
        func reasons(_ direction: PeerCounters.Direction) -> [String: UInt64] {
            Dictionary(
                counts.filter { $0.direction == direction }.map { ($0.reason, $0.count) }, uniquingKeysWith: { $0 + $1 }
            )
        }
        self.init(outbound: reasons(.outbound), inbound: reasons(.inbound))
    }
}
