import SubrosaCore

/// What the edge has to know of the configuration, which it does not have: who it is and who the others are.
package struct SplitTable: Codable, Hashable, Sendable {
    /// A peer and its virtual address.
    package struct Peer: Codable, Hashable, Sendable {
        package let name: String
        /// `ip:port`
        package let address: String

        package init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    /// A host name or IP literal without brackets, and a port.
    package struct Place: Codable, Hashable, Sendable {
        package let host: String
        package let port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }
    }

    /// How the edge's socket is to be made; nil leaves it to the edge.
    package struct Socket: Codable, Hashable, Sendable {
        package let owner: UInt32?
        package let group: UInt32?
        package let mode: UInt32

        package init(owner: UInt32?, group: UInt32?, mode: UInt32) {
            self.owner = owner
            self.group = group
            self.mode = mode
        }
    }

    /// This node.
    package let node: String
    /// This node's own virtual address, `ip:port`.
    package let virtualAddress: String
    /// Where Alertmanager listens if not there.
    package let alertmanager: Place?
    /// The DNS server to ask for that, if it is a name; nil: the system.
    package let resolver: Place?
    package let peers: [Peer]
    package let edgeSocket: Socket
    /// `local_users`; nil: every user.
    package let localUsers: [String]?

    package init(
        node: String, virtualAddress: String, alertmanager: Place?, resolver: Place?, peers: [Peer],
        edgeSocket: Socket, localUsers: [String]?
    ) {
        self.node = node
        self.virtualAddress = virtualAddress
        self.alertmanager = alertmanager
        self.resolver = resolver
        self.peers = peers
        self.edgeSocket = edgeSocket
        self.localUsers = localUsers
    }
}
