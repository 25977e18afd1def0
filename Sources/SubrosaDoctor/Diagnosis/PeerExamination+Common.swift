import SubrosaCore

/// What is the same with every peer, and therefore this node's.
extension PeerExamination {
    /// Of fewer peers it cannot be said which end is at fault.
    private static let fewest = 2

    static func isUnreached(_ seen: Observations) -> Bool {
        guard let status = seen.running.status, status.node.name == seen.site.node.name.text,
            status.peers.count >= fewest
        else { return false }
        return status.peers.allSatisfy { $0.outbound.up && !$0.inbound.up }
    }

    static func tableFault(_ seen: Observations, _ own: TableDigest) -> TableDigest? {
        let digests = seen.peers.compactMap { greeted($0)?.digest }
        guard digests.count >= fewest, let first = digests.first, first != own, digests.allSatisfy({ $0 == first })
        else { return nil }
        return first
    }
}
