import SubrosaWire

/// What a connection that speaks frames is used for: a link or a lane. Called on the event loop.
package protocol FrameReceiver: AnyObject {
    func received(_ frame: Frame)
    /// The bytes read in one go are used up.
    func burstEnded()
    func writabilityChanged()
    /// The connection is gone; nothing more is called.
    func connectionEnded(_ end: ConnectionEnd)
}
