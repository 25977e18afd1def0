import Logging
import SubrosaCore

/// Which peers are linked, for the one question that everybody asks first: are all of them there?
final class LinkRoll {
    private let logger: Logger
    private var missing: Set<NodeName>

    init(peers: [NodeName], logger: Logger) {
        self.logger = logger
        missing = Set(peers)
    }

    func changed(_ peer: NodeName, isUp: Bool) {
        if !isUp {
            missing.insert(peer)
        } else if missing.remove(peer) != nil, missing.isEmpty {
            logger.info("All peers linked")
        }
    }
}
