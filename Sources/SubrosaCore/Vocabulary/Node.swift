/// One configured member of the cluster.
package struct Node: Hashable, Sendable {
    package let name: NodeName
    package let linkAddress: LinkAddress
    package let virtualAddress: VirtualAddress
    /// What a certificate may prove to be this node's: any one of them is enough. Never empty; more than one while a
    /// fleet moves from one kind of name to another.
    package let identities: [Identity]

    package init(name: NodeName, linkAddress: LinkAddress, virtualAddress: VirtualAddress, identities: [Identity]) {
        self.name = name
        self.linkAddress = linkAddress
        self.virtualAddress = virtualAddress
        self.identities = identities
    }
}
