/// Where a node's parts stand in the file.
package struct NodeMarks: Hashable, Sendable {
    /// The node's first key.
    package let node: Mark
    package let name: Mark
    package let address: Mark
    package let virtualAddress: Mark
    /// Where the first `identity` stands, or `address` if the identity follows from that.
    package let identity: Mark
    /// nil if the node has no `alertmanager`.
    package let alertmanager: Mark?
}
