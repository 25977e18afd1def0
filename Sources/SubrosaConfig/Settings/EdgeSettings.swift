/// `edge`: where the half of this node that holds the configuration and the keys meets the half in Alertmanager's
/// container, and who may be that half.
package struct EdgeSettings: Hashable, Sendable {
    /// The sockets' names in ``directory``, equally long.
    package static let hostSocketName = "host.sock"
    package static let edgeSocketName = "edge.sock"

    /// `directory`, without a slash at its end. Nobody has looked whether it exists; the sockets' paths in it fit into a
    /// socket address.
    package let directory: LocatedPath
    /// `users`: who may be the other half, as names or numbers; nil: the user that runs Subrosa.
    package let users: [String]?
    /// `host_socket`: of the socket that this half makes.
    package let hostSocket: SocketPermissions
    /// `edge_socket`: of the socket that the other half makes.
    package let edgeSocket: SocketPermissions
}
