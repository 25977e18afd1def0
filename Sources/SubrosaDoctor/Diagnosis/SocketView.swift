import SubrosaConfig
import SubrosaCore
import SubrosaLocal

/// Who listens where, seen with this node's configuration in mind.
struct SocketView {
    private let entries: [SocketCensus.Entry]
    private let site: Site
    private let hasStatus: Bool
    private let hasAlertmanager: Bool

    init(_ observations: Observations) {
        entries = observations.sockets
        site = observations.site
        hasStatus = observations.running.status != nil
        hasAlertmanager = observations.alertmanager.isThere
    }

    static func isSubrosa(_ entry: SocketCensus.Entry) -> Bool { entry.holder?.process.hasPrefix("subrosa") ?? false }

    static func isAlertmanager(_ entry: SocketCensus.Entry) -> Bool {
        entry.holder?.process.contains("alertmanager") ?? false
    }

    static func holder(_ entry: SocketCensus.Entry) -> String {
        entry.holder?.description ?? "a process that cannot be seen (root sees which)"
    }

    /// What is bound to this very address.
    func exactly(_ ip: IPAddress, _ port: UInt16) -> [SocketCensus.Entry] {
        entries.filter { $0.ip == ip && $0.port == port }
    }

    /// What takes the port of every address.
    func wildcards(_ port: UInt16) -> [SocketCensus.Entry] { entries.filter { $0.isWildcard && $0.port == port } }

    func exactly(_ address: VirtualAddress) -> [SocketCensus.Entry] { exactly(address.ip, address.port) }

    /// What listens where this node accepts peers.
    var atLinkPort: [SocketCensus.Entry] {
        site.listen.flatMap { place in
            entries.filter { entry in
                entry.transport == .tcp && entry.port == place.port
                    && (entry.ip == place.ip || entry.isWildcard || place.ip.bytes.allSatisfy { $0 == 0 })
            }
        }
    }

    /// An Alertmanager, or somebody who cannot be seen, on every address at a port of the virtual addresses.
    var alertmanagerOnWildcard: SocketCensus.Entry? {
        let ports = Set(site.table.nodes.map(\.virtualAddress.port))
        return entries.first { entry in
            entry.isWildcard && ports.contains(entry.port) && (Self.isAlertmanager(entry) || entry.holder == nil)
        }
    }

    /// Known programs that are neither Subrosa nor Alertmanager, on a peer's virtual address.
    var strangersAtPeers: [(peer: Node, entry: SocketCensus.Entry)] {
        site.peers.compactMap { peer in
            let address = peer.virtualAddress
            let entry = (exactly(address) + wildcards(address.port)).first { entry in
                entry.holder != nil && !Self.isSubrosa(entry) && !Self.isAlertmanager(entry)
            }
            return entry.map { (peer: peer, entry: $0) }
        }
    }

    /// A known program other than Subrosa that listens where it would have to.
    func strangerAt(_ place: ListenAddress) -> SocketCensus.Entry? {
        entries.first { entry in
            entry.transport == .tcp && entry.port == place.port && entry.holder != nil && !Self.isSubrosa(entry)
                && (entry.ip == place.ip || entry.isWildcard || place.ip.isUnspecified)
        }
    }

    /// Whether an Alertmanager runs, or may be running unseen.
    var isAlertmanagerThere: Bool {
        hasAlertmanager || entries.contains(where: Self.isAlertmanager)
            || entries.contains { $0.holder == nil && $0.transport == .udp }
    }

    /// An Alertmanager on a peer's virtual address.
    var alertmanagerAtPeer: SocketCensus.Entry? {
        site.peers.lazy.flatMap { exactly($0.virtualAddress) }.first(where: Self.isAlertmanager)
    }

    /// A Subrosa on this node's own virtual address.
    var subrosaAtOwn: SocketCensus.Entry? { exactly(site.node.virtualAddress).first(where: Self.isSubrosa) }

    /// The Subrosa of this node, or of another node by mistake, as far as sockets tell.
    var subrosa: SocketHolder? {
        (atLinkPort + site.peers.flatMap { exactly($0.virtualAddress) }).first(where: Self.isSubrosa)?.holder
    }

    /// Whether a Subrosa runs, or may be running unseen.
    var isSubrosaThere: Bool { hasStatus || subrosa != nil || atLinkPort.contains { $0.holder == nil } }
}
