import Logging
import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaPlumbing
import SubrosaWire

/// The lanes that one peer dialled to this node: each stream on them gets a connection to the local Alertmanager.
final class InboundLanes {
    private let streamDialer: any StreamDialer
    private let counters: PeerCounters
    private let journal: LaneJournal
    private var lanes: [ObjectIdentifier: Lane] = [:]
    private var splices: [ObjectIdentifier: Splice] = [:]
    private var dialling = 0
    /// Set when this node drains: new streams are refused.
    var isDraining = false

    init(streamDialer: any StreamDialer, counters: PeerCounters, journal: LaneJournal) {
        self.streamDialer = streamDialer
        self.counters = counters
        self.journal = journal
    }

    var count: Int { lanes.count }
    /// Streams open or being connected.
    var streamCount: Int { splices.count + dialling }

    /// A stream may outlast its lane for a moment, while the local Alertmanager takes the end of it.
    var status: LaneStatus {
        let busy = min(streamCount, lanes.count)
        return LaneStatus(idle: lanes.count - busy, busy: busy)
    }

    /// - Parameter connection: has said hello as a lane.
    @discardableResult
    func add(_ connection: PeerConnection) -> Lane {
        let lane = Lane(connection: connection, side: .acceptor) { [weak self] lane, event in
            self?.laneReported(lane, event)
        }
        lanes[ObjectIdentifier(lane)] = lane
        return lane
    }

    /// The way from the peer is gone: whatever it had under way is reset.
    func loseAll(_ reason: StreamResetReason) {
        for lane in lanes.values { lane.lose(reason) }
    }

    private func laneReported(_ lane: Lane, _ event: Lane.Event) {
        switch event {
        case .streamOpened: connect(lane)
        case .freed: break
        case .broke: lanes[ObjectIdentifier(lane)] = nil
        }
    }

    private func connect(_ lane: Lane) {
        guard !isDraining else {
            refuse(lane, StreamRefused(reason: .draining, detail: "this node is ending"))
            return
        }
        dialling += 1
        streamDialer.dialStream { [weak self] result in
            guard let self else {
                if case .success(let side) = result { side.reset(.laneLost) }
                return
            }
            dialling -= 1
            switch result {
            case .success(let side):
                guard !lane.isGone else {
                    side.reset(.laneLost)
                    return
                }
                splice(side, lane)
            case .failure(let refused):
                refuse(lane, refused)
            }
        }
    }

    private func splice(_ side: any StreamSide, _ lane: Lane) {
        counters.streams.inbound += 1
        let id = ObjectIdentifier(lane)
        let splice = Splice(lane, side) { [weak self] outcome, received, sent in
            self?.streamOver(id, outcome, sent: sent, received: received)
        }
        splices[id] = splice
        splice.start()
    }

    private func refuse(_ lane: Lane, _ refused: StreamRefused) {
        counters.streamFailed(.inbound, refused.reason)
        journal.streamFailed(.inbound, refused.reason, detail: refused.detail)
        lane.reset(refused.reason)
    }

    private func streamOver(_ id: ObjectIdentifier, _ outcome: Splice.Outcome, sent: UInt64, received: UInt64) {
        splices[id] = nil
        counters.streamBytes.outbound += sent
        counters.streamBytes.inbound += received
        if case .reset(let reason) = outcome {
            counters.streamFailed(.inbound, reason)
            journal.streamFailed(.inbound, reason)
        }
    }
}
