import NIOCore
import SubrosaCanary
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing

/// What the Alertmanager beside this node lets hear: that it is there, and its label. Confined to the event loop.
final class LocalVoice {
    private(set) var machine = AlertmanagerVoice()
    private(set) var lastDatagram: WallTime?
    /// nil until it has sent something that memberlist sends: without it no canary may be sent.
    private(set) var label: [UInt8]?
    /// What it sent since the last ``burstEnded()``.
    private var wasHeard = false
    /// Its next ping is read for where it wants the answer; one a second is enough.
    private var isAddressWanted = true
    private let virtual: VirtualAddress

    /// - Parameter virtual: this node's.
    init(virtual: VirtualAddress) { self.virtual = virtual }

    /// It sent a datagram to some peer.
    func heard(_ datagram: ByteBuffer) {
        wasHeard = true
        if isAddressWanted, let ping = MemberlistPing(in: datagram) {
            isAddressWanted = false
            let isRight = ping.ip == virtual.ip && ping.port == virtual.port
            machine.advertised(wrong: isRight ? nil : ping.description)
        }
        if let label, MemberlistLabel.stands(label, before: datagram) { return }
        if let learnt = MemberlistLabel.learnt(from: datagram) { label = learnt }
    }

    /// The clock is looked at once for many datagrams.
    func burstEnded() {
        guard wasHeard else { return }
        wasHeard = false
        machine.heard(now: .now())
        lastDatagram = .now()
    }

    /// To be called once a second.
    func linked(_ isLinked: Bool, now: Instant) {
        machine.linked(isLinked, now: now)
        isAddressWanted = true
    }
}
