/// How a connection ended, seen from here.
package enum ConnectionEnd: Equatable, Sendable {
    case closedByPeer
    /// With what the system said.
    case lost(String)
    case violation(String)
}
