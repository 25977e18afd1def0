import SubrosaWire

/// What a connection that has said hello is used for: a link or a lane. Called on the event loop.
protocol FrameReceiver: AnyObject {
    func received(_ frame: Frame)
    /// The bytes read in one go are used up.
    func burstEnded()
    func writabilityChanged()
    /// The connection is gone; nothing more is called.
    func connectionEnded(_ end: ConnectionEnd)
}

/// How a connection ended, seen from here.
enum ConnectionEnd: Equatable {
    case closedByPeer
    /// With what the system said.
    case lost(String)
    case violation(String)
}
