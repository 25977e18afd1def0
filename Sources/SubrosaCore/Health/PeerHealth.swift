/// How gossip fares between this node and one peer. Closed: the raw value is the word in status and metrics, the ``code``
/// stands on the wire.
package enum PeerHealth: String, Hashable, Sendable, CaseIterable {
    /// Canaries come back.
    case ok
    /// Some canaries do not come back.
    case lossy
    /// Only long canaries do not come back.
    case largeLost = "large_lost"
    /// The link that this node dials is down, the peer's is up.
    case linkDownOutbound = "link_down_outbound"
    /// The link that the peer dials is down, this node's is up.
    case linkDownInbound = "link_down_inbound"
    /// Both links are down.
    case linkDown = "link_down"
    /// The links are up, and no canary comes back.
    case alertmanagerNotAnswering = "alertmanager_not_answering"
    /// The Alertmanager beside this node sends nothing.
    case ownAlertmanagerSilent = "own_alertmanager_silent"
    /// No canary has come back yet, or none could be sent.
    case unknown

    /// As REPORT has it (docs/PROTOCOL.md). A number is never given a new meaning.
    package var code: UInt8 {
        switch self {
        case .unknown: 0
        case .ok: 1
        case .lossy: 2
        case .largeLost: 3
        case .linkDownOutbound: 4
        case .linkDownInbound: 5
        case .linkDown: 6
        case .alertmanagerNotAnswering: 7
        case .ownAlertmanagerSilent: 8
        }
    }

    /// A code that is not known means ``unknown``.
    package init(code: UInt8) { self = Self.allCases.first { $0.code == code } ?? .unknown }

    package var isLinkDown: Bool { [.linkDown, .linkDownOutbound, .linkDownInbound].contains(self) }

    /// What is so, as a status says it.
    package var message: String {
        switch self {
        case .ok: "gossip passes"
        case .lossy: "canaries are lost on the way to the peer or back"
        case .largeLost: "long canaries are lost, short ones pass"
        case .linkDownOutbound: "the link that this node dials is down"
        case .linkDownInbound: "the link that the peer dials is down"
        case .linkDown: "both links are down"
        case .alertmanagerNotAnswering: "the links are up, but the peer's Alertmanager does not answer"
        case .ownAlertmanagerSilent: "the Alertmanager beside this node sends nothing"
        case .unknown: "no canary has come back yet"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .ok: "nothing"
        case .lossy: "look at subrosa_datagrams_dropped_total on both nodes, and at the load of both machines"
        case .largeLost: "look for what drops long packets between the nodes (the MTU of a tunnel, a firewall)"
        case .linkDownOutbound, .linkDownInbound, .linkDown: "look at what is said about this link"
        case .alertmanagerNotAnswering:
            "look whether Alertmanager runs there, whether it is frozen, and whether its --cluster.label is the same"
        case .ownAlertmanagerSilent:
            "look whether Alertmanager runs here, with the flags of subrosa flags, and whether it is frozen"
        case .unknown: "wait; if it stays so, look whether both Alertmanagers run with the flags of subrosa flags"
        }
    }
}
