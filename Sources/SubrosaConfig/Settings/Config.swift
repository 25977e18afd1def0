import SubrosaCore

/// A configuration in which everything that can be checked without leaving the file has been checked.
///
/// Only ``ConfigLoader`` makes one. It is the same on every node: which of the nodes this one is, is not in it.
package struct Config: Hashable, Sendable {
    /// As the operator named the file, for ``ConfigProblem/file``.
    package let file: String
    /// Two nodes or more; names, link addresses, virtual addresses and identities are unique.
    package let table: NodeTable
    /// Where to accept peers. Empty: all interfaces, IPv4 and IPv6, on the port of this node's link address.
    package let listen: [ListenAddress]
    /// `datagrams`: which way they go to peers.
    package let datagrams: DatagramMode
    package let tls: TLSSettings
    /// `local_users`: who may open streams to peers, as names or numbers; nil: every user of this machine.
    package let localUsers: [String]?
    /// `alertmanager` of the nodes that have it. It means something to the node's own machine alone: no part of
    /// ``table``, and of no interest to peers.
    package let alertmanagers: [NodeName: AlertmanagerAddress]
    /// `resolver`: what is asked for addresses of names; nil: the system.
    package let resolver: ResolverAddress?
    /// nil: the whole node is one process.
    package let edge: EdgeSettings?
    /// nil: no admin pages.
    package let web: WebSettings?
    /// For every node of ``table``.
    package let nodeMarks: [NodeName: NodeMarks]
    /// What is accepted but does not do what it says. By position.
    package let warnings: [ConfigProblem]
}
