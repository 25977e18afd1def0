/// Everything that a node can say of itself at one moment: what the status API, the metrics and `subrosa status` show.
package struct NodeStatus: Hashable, Sendable {
    package let name: NodeName
    package let startTime: WallTime
    /// When this was taken.
    package let time: WallTime
    package let tableDigest: TableDigest
    /// Every address is bound and each peer has been tried.
    package let isReady: Bool
    package let isDraining: Bool
    package let reload: ReloadStatus
    /// This node's own.
    package let certificate: CertificateStatus
    package let authorities: [AuthorityStatus]
    package let revocationLists: [RevocationListStatus]
    package let peers: [PeerStatus]
    /// Connections refused at the link port, since the start.
    package let refusals: [RefusalReason: UInt64]
    /// UDP packets thrown away at the link port, since the start.
    package let sealedRefusals: [SealedRefusalReason: UInt64]
    /// How it stands with the edge; nil if the whole node is one process.
    package let edge: EdgeStatus?
    /// What happened last, newest first.
    package let events: [NodeEvent]
    /// How handshakes ended, since the start.
    package let handshakes: [HandshakeCounters.Kind: UInt64]
    /// How it stands with the command of `subrosa exec`; nil if there is none.
    package var child: ChildStatus?
    /// How it stands with the log.
    package var log = LogStatus()
    /// How gossip fares in the cluster.
    package let gossip: GossipStatus

    package init(
        name: NodeName, startTime: WallTime, time: WallTime, tableDigest: TableDigest, isReady: Bool, isDraining: Bool,
        reload: ReloadStatus, certificate: CertificateStatus, authorities: [AuthorityStatus],
        revocationLists: [RevocationListStatus], peers: [PeerStatus], refusals: [RefusalReason: UInt64],
        edge: EdgeStatus? = nil, events: [NodeEvent] = [], handshakes: [HandshakeCounters.Kind: UInt64] = [:],
        sealedRefusals: [SealedRefusalReason: UInt64] = [:], gossip: GossipStatus = GossipStatus()
    ) {
        self.name = name
        self.startTime = startTime
        self.time = time
        self.tableDigest = tableDigest
        self.isReady = isReady
        self.isDraining = isDraining
        self.reload = reload
        self.certificate = certificate
        self.authorities = authorities
        self.revocationLists = revocationLists
        self.peers = peers
        self.refusals = refusals
        self.sealedRefusals = sealedRefusals
        self.edge = edge
        self.events = events
        self.handshakes = handshakes
        self.gossip = gossip
    }
}
