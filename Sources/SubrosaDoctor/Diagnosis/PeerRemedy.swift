import SubrosaCore
import SubrosaIdentity

/// What to do about a peer that is not reached, as a command where there is one.
struct PeerRemedy {
    private let peer: Node
    private let site: Site

    init(_ peer: Node, site: Site) {
        self.peer = peer
        self.site = site
    }

    func text(_ reason: DialFailureReason) -> String {
        let port = peer.linkAddress.port
        return switch reason {
        case .connectionRefused:
            "on its machine: subrosa run --config.file=\(site.configFile) --node=\(peer.name); if it runs, correct its address: in nodes:"
        case .connectTimeout:
            "let TCP \(port) through, for example on its machine: nft insert rule inet filter input tcp dport \(port) accept; and see that the machine is up"
        case .unreachable:
            "ip route get \(peer.linkAddress.host) shows the route; correct it, or the firewall of this machine"
        case .nameNotResolved, .other: reason.remedy
        }
    }

    func text(_ reason: RefusalReason) -> String {
        switch reason {
        case .certificateExpired:
            "renew it: subrosa pki renew \(peer.name) --dir=pki, and put it into place there; it is taken over by itself"
        case .wrongNode, .notAConfiguredNode:
            "\(Self.issue(peer)), and put it into place there; or correct address: or identity: of \(peer.name) in nodes:"
        case .refusedByPeer:
            "its log says why (Peer refused); on its machine: subrosa doctor --config.file=\(site.configFile) --node=\(peer.name) --peer=\(site.node.name)"
        default: reason.remedy
        }
    }

    /// How to get a certificate that proves the peer's identity.
    private static func issue(_ peer: Node) -> String {
        let flag: String? =
            switch peer.identities.first {
            case .dns(let name): "--dns=\(UntrustedText.escaped(name))"
            case .ip(let address): "--ip=\(address)"
            case .uri(let uri): "--uri=\(UntrustedText.escaped(uri))"
            case .dnsWildcard, .commonName, .organizationalUnit, nil: nil
            }
        return flag.map { "issue its certificate again: subrosa pki issue \(peer.name) --dir=pki \($0)" }
            ?? "issue it a certificate that proves its identity"
    }
}
