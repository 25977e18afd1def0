import SubrosaCore

/// Whether Subrosa's own listener would take a virtual address away: from Alertmanager, or from itself.
///
/// A listener on all interfaces takes a port on every loopback address too.
enum PortClash {
    /// - Parameter listen: what the file says; empty if it says nothing.
    static func report(_ drafts: [DraftNode], listen: [Located<ListenAddress>], _ findings: inout Findings) {
        let taken = TakenPorts(drafts)
        for draft in drafts {
            guard let address = draft.address else { continue }
            if let ip = IPAddress(address.value.host), let owner = taken.owner(of: ip, port: address.value.port) {
                findings.report(
                    address.mark,
                    Complaint(
                        .addressTaken, "address \(address.value) is the virtual_address of \(owner.title)",
                        why: "Alertmanager or Subrosa listens there for gossip in clear",
                        remedy: "write the address at which other machines reach this node's Subrosa"))
            } else if listen.isEmpty, let owner = taken.anyOwner(port: address.value.port) {
                findings.report(
                    address.mark,
                    Complaint(
                        .listenTaken,
                        "port \(address.value.port) is also that of \(owner.title)'s virtual_address",
                        why:
                            "without listen, Subrosa listens on that port of all interfaces, loopback too, and both cannot be bound",
                        remedy: "use another port for address, e.g. 9095"))
            }
        }
        for address in listen {
            let value = address.value
            guard let owner = taken.owner(of: value.ip, port: value.port) else { continue }
            findings.report(
                address.mark,
                Complaint(
                    .listenTaken, "listen \(value) takes the virtual_address of \(owner.title)",
                    why: "both cannot be bound", remedy: "listen on another port, e.g. 9095"))
        }
    }
}

private struct TakenPorts {
    private var byAddress: [ListenAddress: DraftNode] = [:]
    private var byPort: [UInt16: DraftNode] = [:]
    private var byPortIPv4: [UInt16: DraftNode] = [:]

    init(_ drafts: [DraftNode]) {
        for draft in drafts {
            guard let address = draft.virtualAddress?.value else { continue }
            let key = ListenAddress(ip: address.ip, port: address.port)
            byAddress[key] = byAddress[key] ?? draft
            byPort[address.port] = byPort[address.port] ?? draft
            if !address.ip.isIPv6 { byPortIPv4[address.port] = byPortIPv4[address.port] ?? draft }
        }
    }

    /// The node whose virtual address a listener on `ip` and `port` would take. `::` takes IPv4 addresses as well.
    func owner(of ip: IPAddress, port: UInt16) -> DraftNode? {
        if ip.isUnspecified { return ip.isIPv6 ? byPort[port] : byPortIPv4[port] }
        return byAddress[ListenAddress(ip: ip, port: port)]
    }

    func anyOwner(port: UInt16) -> DraftNode? { byPort[port] }
}
