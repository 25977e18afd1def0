import FoundationEssentials
import NIOCore
import SubrosaCore
import SubrosaIdentity

extension NodeService: NodeView {
    package func status() async -> NodeStatus {
        let (switchboard, startTime) = (switchboard, startTime)
        // The loop ends after the last page was served; then there is nobody to tell.
        return await withCheckedContinuation { continuation in
            loop.execute { continuation.resume(returning: switchboard.value.status(startTime: startTime)) }
        }
    }

    package func reload() async -> [String] { ["this version does not reload; restart to take changes over"] }
}

extension Switchboard {
    fileprivate func status(startTime: WallTime) -> NodeStatus {
        let peers = lines.map { line in
            var outbound = LinkStatus()
            outbound.isUp = line.transport.isLinkUp
            let node = line.transport.node
            return PeerStatus(
                name: node.name, linkAddress: "\(node.linkAddress)", virtualAddress: "\(node.virtualAddress)",
                outbound: outbound, inbound: LinkStatus(), isTableEqual: nil,
                openStreams: line.transport.streamCount, traffic: TrafficCount(line.transport.counters))
        }
        let leaf = setup.credentials.leaf
        return NodeStatus(
            name: setup.node.name, startTime: startTime,
            time: WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)),
            tableDigest: TableDigest(of: setup.config.table), isReady: true, isDraining: false,
            reload: ReloadStatus(lastSuccess: startTime),
            certificate: CertificateStatus(
                subject: UntrustedText.escaped("\(leaf.subject)"),
                serial: SerialText.hexadecimal(leaf.serialNumber),
                authority: UntrustedText.escaped("\(leaf.issuer)"), authorityKeySHA256: "",
                notAfter: WallTime(milliseconds: Int64(leaf.notValidAfter.timeIntervalSince1970 * 1_000))),
            authorities: [], revocationLists: [], peers: peers, refusals: [:])
    }
}
