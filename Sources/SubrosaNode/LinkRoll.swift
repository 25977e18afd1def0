import Logging
import SubrosaCore

/// Which peers are linked, for the one question that everybody asks first: are all of them there?
final class LinkRoll {
    private let logger: Logger
    private var peers: Set<NodeName> = []
    private var missing: Set<NodeName> = []

    init(logger: Logger) { self.logger = logger }

    /// The configured peers; those that were not there before are missing.
    func setPeers(_ names: [NodeName]) {
        let wasComplete = missing.isEmpty
        missing = missing.intersection(names).union(Set(names).subtracting(peers))
        peers = Set(names)
        if !wasComplete { sayIfComplete() }
    }

    func changed(_ peer: NodeName, isUp: Bool) {
        guard peers.contains(peer) else { return }
        if !isUp {
            missing.insert(peer)
        } else if missing.remove(peer) != nil {
            sayIfComplete()
        }
    }

    private func sayIfComplete() {
        if missing.isEmpty { logger.info("All peers linked") }
    }
}
