/// Whose a Unix-domain socket is, and who may connect to it. What is nil is left to the program that makes the socket.
package struct SocketPermissions: Hashable, Sendable {
    /// `owner`: a user's name or number, not looked up.
    package let owner: String?
    /// `group`: a group's name or number, not looked up.
    package let group: String?
    /// `mode`: permission bits, 0 to 0o777. On Linux write permission is what connecting takes (unix(7)).
    package let mode: UInt16?

    package init(owner: String? = nil, group: String? = nil, mode: UInt16? = nil) {
        self.owner = owner
        self.group = group
        self.mode = mode
    }
}
