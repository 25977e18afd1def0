/// Which way datagrams to a peer go at this moment.
package struct DatagramPathStatus: Hashable, Sendable {
    /// nil while sealed datagrams get through.
    package var linkAlone: LinkAloneReason?
    /// Sealed packets sent, and those that were taken.
    package var sealedPackets = PeerCounters.Carried()
    /// Copies of datagrams that had arrived before.
    package var discardedCopies: UInt64 = 0

    package init(linkAlone: LinkAloneReason? = .noLink) { self.linkAlone = linkAlone }

    package var isOverUDP: Bool { linkAlone == nil }
}
