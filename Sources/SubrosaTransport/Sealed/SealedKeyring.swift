import NIOCore
import SubrosaCore
import SubrosaSealed

/// All keys that peers have handed to this node, by the id in their packets. What belongs to none of them is thrown away
/// without an answer, and counted. Confined to the event loop.
package final class SealedKeyring {
    private var inlets: [UInt64: SealedInlet] = [:]
    /// Those that got something in this burst.
    private var touched: [SealedInlet] = []
    /// Packets that were thrown away since the start.
    package private(set) var refusals: [SealedRefusalReason: UInt64] = [:]

    package init() {}

    /// - Returns: false if that id is taken.
    func register(_ inlet: SealedInlet, for id: UInt64) -> Bool {
        guard inlets[id] == nil else { return false }
        inlets[id] = inlet
        return true
    }

    func forget(_ id: UInt64) { inlets[id] = nil }

    func received(_ packet: ByteBuffer) {
        guard let header = SealedPacket.Header(of: packet) else {
            refused(.malformed)
            return
        }
        guard let inlet = inlets[header.keyID] else {
            refused(.unknownKey)
            return
        }
        if let reason = inlet.received(packet, header) {
            refused(reason)
        } else if !touched.contains(where: { $0 === inlet }) {
            touched.append(inlet)
        }
    }

    func burstEnded() {
        guard !touched.isEmpty else { return }
        for inlet in touched { inlet.burstEnded() }
        touched.removeAll(keepingCapacity: true)
    }

    private func refused(_ reason: SealedRefusalReason) { refusals[reason, default: 0] += 1 }
}
