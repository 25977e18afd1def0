import SubrosaWire

/// A connection that speaks frames and has said what it is for: over TLS with a peer, or over a Unix socket with the
/// other half of a node. All calls are made on its event loop.
package protocol FrameConnection: AnyObject {
    var receiver: (any FrameReceiver)? { get set }
    /// Whether the next burst is read without ``read()``; a lane with an open stream reads only when asked.
    var readsByItself: Bool { get set }
    /// False while enough bytes wait to be written that no more should be sent.
    var isWritable: Bool { get }
    /// Queues a frame; it leaves with the next ``flush()``.
    func send(_ frame: Frame)
    func flush()
    /// Asks for one burst of frames; only needed while ``readsByItself`` is false.
    func read()
    /// Closes after what was flushed; the receiver is not told any more.
    func close()
    /// A frame came that the other end may not send now: that is the end of the connection.
    func violated(_ detail: String)
    /// The connection is to carry streams: it may be read in large pieces.
    func willCarryStreams()
    /// Whether a stream is open on it, which decides how long the other end may let bytes wait.
    func setCarriesStream(_ carries: Bool)
}
