import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// How this node faces its Alertmanager: at virtual addresses that this process binds (``DirectFront``), or through an
/// edge in a container (``SplitFront``). Confined to the event loop.
protocol LocalFront: AnyObject {
    /// A peer's place on this side, not bound yet.
    func makeSide(for peer: Node, counters: PeerCounters) throws -> any LocalSide
    /// Takes what the front as a whole needs.
    func bind() -> EventLoopFuture<Void>
    /// Looks whether another configuration can be taken over.
    ///
    /// - Returns: takes it over; cannot fail.
    func prepare(_ new: Setup) throws -> () -> Void
    /// Every peer has been tried once.
    func allTried()
    /// Streams are not wanted any more; what is under way goes on.
    func beginDrain()
    /// Gives up what the front as a whole has; the sides are closed before.
    func end() -> EventLoopFuture<Void>
    /// Datagrams that the kernel dropped at Alertmanager's socket since the last call.
    func takeAlertmanagerDrops() -> UInt64
    /// What can be seen of Alertmanager from outside, if it is not heard; nil if nothing can.
    func seeAlertmanager() -> AlertmanagerSighting?
    /// How it stands with the edge; nil without one.
    var edge: EdgeStatus? { get }
}
