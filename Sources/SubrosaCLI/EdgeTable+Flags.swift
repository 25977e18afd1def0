import SubrosaConfig
import SubrosaCore
import SubrosaEdge
import SubrosaNode

extension EdgeTable {
    /// The flags of this node's Alertmanager. A name at which it listens is looked up now, and blocks as long.
    ///
    /// - Throws: why the name stands for no address.
    func flags() throws -> ClusterFlags {
        ClusterFlags(
            virtualAddress: virtualAddress, peers: peers.map(\.address),
            alertmanager: try alertmanager?.listenAddress())
    }
}
