import SubrosaCore

/// `alertmanager` of a node: where its Alertmanager really listens.
enum AlertmanagerText {
    static func parse(_ text: String) throws(Complaint) -> AlertmanagerAddress {
        let parsed = try HostPort(text, key: .alertmanager)
        let what = "alertmanager \(QuotedText.quote(text))"
        switch parsed.host {
        case .ip(let ip) where ip.isUnspecified:
            let loopback = ip.isIPv6 ? "[::1]" : "127.0.0.1"
            throw Complaint(
                .alertmanagerEverywhere, "\(what) is all interfaces",
                why: "Subrosa has to know one address to send to, and from which Alertmanager sends",
                remedy: "for an Alertmanager that listens on all interfaces write \(loopback):\(parsed.port)")
        case .ip(let ip) where ip.isMulticastOrBroadcast || ip.isLoopbackBroadcast:
            throw Complaint(
                .undialable, "\(what) cannot be dialled", why: "it is no single machine's address",
                remedy: "write the address of this machine on which Alertmanager listens")
        case .ip(let ip):
            return AlertmanagerAddress(host: ip.description, port: parsed.port)
        case .name(let name):
            return AlertmanagerAddress(host: name, port: parsed.port)
        }
    }

    /// Those that listen somewhere else than at their virtual address.
    static func elsewhere(_ drafts: [DraftNode]) -> [NodeName: AlertmanagerAddress] {
        var addresses: [NodeName: AlertmanagerAddress] = [:]
        for draft in drafts {
            guard let name = draft.name?.value, let address = draft.alertmanager?.value else { continue }
            let isVirtual =
                address.ip == draft.virtualAddress?.value.ip && address.port == draft.virtualAddress?.value.port
            addresses[name] = isVirtual ? nil : address
        }
        return addresses
    }

    /// What does not fit together: families, and addresses that Subrosa itself binds on the node's machine.
    static func reportMisfits(
        in drafts: [DraftNode], listen: [Located<ListenAddress>]?, _ findings: inout Findings
    ) {
        let owners = Dictionary(
            drafts.compactMap { draft in draft.virtualAddress.map { ($0.value, draft) } },
            uniquingKeysWith: { first, _ in first })
        for draft in drafts {
            guard let located = draft.alertmanager else { continue }
            let what = "alertmanager \(located.value)"
            if listen?.isEmpty == true, draft.address?.value.port == located.value.port {
                findings.report(
                    located.mark,
                    Complaint(
                        .alertmanagerTaken, "\(what) has the port of this node's address",
                        why: "without listen, Subrosa listens on that port of all interfaces, and both cannot be bound",
                        remedy: "let one of them use another port"))
            }
            guard let ip = located.value.ip else { continue }
            if let own = draft.virtualAddress?.value, own.ip.isIPv6 != ip.isIPv6 {
                findings.report(
                    located.mark,
                    Complaint(
                        .mixedFamilies, "\(what) is \(ip.isIPv6 ? "IPv6" : "IPv4")",
                        why: "the virtual addresses are not, and no datagram goes from one to the other",
                        remedy: "write an \(own.ip.isIPv6 ? "IPv6" : "IPv4") address of that machine"))
            }
            if let address = VirtualAddress(ip: ip, port: located.value.port), let owner = owners[address],
                owner.mark != draft.mark
            {
                findings.report(
                    located.mark,
                    Complaint(
                        .alertmanagerTaken, "\(what) is the virtual_address of \(owner.title)",
                        why: "Subrosa itself listens there on \(draft.title)'s machine",
                        remedy: "write where \(draft.title)'s Alertmanager listens, or remove the key"))
            }
            for taken in listen ?? [] where takes(taken.value, ip, located.value.port) {
                findings.report(
                    located.mark,
                    Complaint(
                        .alertmanagerTaken, "\(what) is taken by listen \(taken.value)",
                        why: "both cannot be bound", remedy: "let one of them use another port"))
            }
        }
    }

    /// Whether a listener on `address` takes `ip` and `port`. `::` takes IPv4 addresses as well.
    private static func takes(_ address: ListenAddress, _ ip: IPAddress, _ port: UInt16) -> Bool {
        guard address.port == port else { return false }
        return address.ip.isUnspecified ? address.ip.isIPv6 || !ip.isIPv6 : address.ip == ip
    }
}
