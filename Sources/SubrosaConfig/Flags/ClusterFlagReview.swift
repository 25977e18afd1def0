/// What is wrong with the `--cluster.*` flags of an Alertmanager that runs already.
package struct ClusterFlagReview: Hashable, Sendable {
    /// As it was written, or the word `none` if the flag is not there; nil if the address is the right one.
    package var wrongListenAddress: String?
    /// As it was written, or the word `none` if there is no such flag and one is needed; nil if the right address is
    /// advertised.
    package var wrongAdvertiseAddress: String?
    /// Values of `--cluster.peer` that stand for no node.
    package var foreignPeers: [String] = []
    /// Virtual addresses of peers that have no `--cluster.peer`.
    package var missingPeers: [String] = []
    /// The file of `--cluster.tls-config`, if there is one.
    package var tlsConfig: String?
    /// `--cluster.listen-address=` with nothing behind it, by which Alertmanager joins no cluster at all.
    package var isClusterDisabled = false

    package init() {}

    package var isClean: Bool { self == ClusterFlagReview() }
}
