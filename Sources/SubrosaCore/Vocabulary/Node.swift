/// One configured member of the cluster.
package struct Node: Hashable, Sendable {
    package let name: NodeName
    package let linkAddress: LinkAddress
    package let virtualAddress: VirtualAddress
    package let identity: Identity

    package init(name: NodeName, linkAddress: LinkAddress, virtualAddress: VirtualAddress, identity: Identity) {
        self.name = name
        self.linkAddress = linkAddress
        self.virtualAddress = virtualAddress
        self.identity = identity
    }
}
