import Logging
import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaPlumbing
import SubrosaWire

/// The lanes that this node dials to one peer, and the streams of the local Alertmanager on them. Obeys ``LanePool``.
final class OutboundLanes: StreamSink {
    private var node: Node
    private let dialer: Dialer
    private let settings: CurrentSettings
    private let sessions: Sessions
    private let counters: PeerCounters
    private let journal: LaneJournal

    private var pool = LanePool()
    private var backoff = Backoff()
    private var retryIsComing = false
    private var peerAddress: SocketAddress?
    private var lanes: [LanePool.LaneID: Lane] = [:]
    private var waiting: [LanePool.StreamID: Waiting] = [:]
    private var splices: [LanePool.StreamID: Splice] = [:]
    private var lastID = 0
    private var trimmer: Ticker?

    private struct Waiting {
        let side: any StreamSide
        let deadline: Scheduled<Void>
    }

    init(
        node: Node, dialer: Dialer, settings: CurrentSettings, sessions: Sessions, counters: PeerCounters,
        journal: LaneJournal
    ) {
        self.node = node
        self.dialer = dialer
        self.settings = settings
        self.sessions = sessions
        self.counters = counters
        self.journal = journal
    }

    /// Streams open or waiting for a lane.
    var streamCount: Int { splices.count + waiting.count }

    var status: LaneStatus { pool.status }

    /// The link is up, or a new one has taken its place.
    ///
    /// - Parameter address: where the peer answered. Lanes are dialled there, so that no stream depends on DNS
    ///   while the link is up.
    func linkCameUp(at address: SocketAddress?) {
        let isElsewhere = address != peerAddress
        peerAddress = address
        if isElsewhere { renew() }
        backoff.reset()
        trimmer = Ticker(on: dialer.loop, every: TransportLimits.trimInterval) { [weak self] in
            guard let self else { return }
            obey(pool.trimDue())
        }
        obey(pool.linkCameUp())
    }

    func linkWentDown() {
        trimmer?.cancel()
        obey(pool.linkWentDown())
        for lane in lanes.values { lane.lose(.laneLost) }
    }

    /// The node's link address has changed, perhaps; lanes follow the link.
    func moved(to node: Node) { self.node = node }

    /// Dials new lanes, which then take the place of the present ones; streams under way end on theirs.
    func renew() { obey(pool.renewed()) }

    // MARK: Streams

    func carry(_ side: any StreamSide) {
        lastID += 1
        let stream = lastID
        let deadline = dialer.loop.assumeIsolated().scheduleTask(in: TransportLimits.laneWait) { [weak self] in
            guard let self, pool.streamGaveUp(stream) else { return }
            refuse(stream, .noLane)
        }
        waiting[stream] = Waiting(side: side, deadline: deadline)
        obey(pool.streamArrived(stream))
    }

    private func assign(_ stream: LanePool.StreamID, _ laneID: LanePool.LaneID) {
        guard let lane = lanes[laneID], lane.open() else {
            refuse(stream, .noLane)
            return
        }
        guard let waiting = waiting.removeValue(forKey: stream) else {
            lane.reset(.noLane)
            return
        }
        waiting.deadline.cancel()
        counters.streams.outbound += 1
        let splice = Splice(waiting.side, lane) { [weak self] outcome, sent, received in
            self?.streamOver(stream, outcome, sent: sent, received: received)
        }
        splices[stream] = splice
        splice.start()
    }

    private func refuse(_ stream: LanePool.StreamID, _ reason: StreamResetReason) {
        guard let waiting = waiting.removeValue(forKey: stream) else { return }
        waiting.deadline.cancel()
        waiting.side.reset(reason)
        counters.streamFailed(.outbound, reason)
        journal.streamFailed(.outbound, reason)
    }

    private func streamOver(_ stream: LanePool.StreamID, _ outcome: Splice.Outcome, sent: UInt64, received: UInt64) {
        splices[stream] = nil
        counters.streamBytes.outbound += sent
        counters.streamBytes.inbound += received
        if case .reset(let reason) = outcome {
            counters.streamFailed(.outbound, reason)
            journal.streamFailed(.outbound, reason)
        }
    }

    // MARK: Lanes

    private func obey(_ instructions: [LanePool.Instruction]) {
        for instruction in instructions {
            switch instruction {
            case .dialLane: dialLane()
            case .replaceSpareSoon:
                dialer.loop.assumeIsolated().scheduleTask(in: TransportLimits.spareDelay) { [weak self] in
                    guard let self else { return }
                    obey(pool.spareDue())
                }
            case .assign(let stream, let lane): assign(stream, lane)
            case .refuse(let stream, let reason): refuse(stream, reason)
            case .close(let lane): lanes.removeValue(forKey: lane)?.close()
            }
        }
    }

    private func dialLane() {
        dialer.dial(node, role: .lane, at: peerAddress) { [weak self] result in
            switch result {
            case .success(let (connection, peer)):
                guard let self else {
                    connection.close()
                    return
                }
                guard peer.presentation == settings.value.presentation else {
                    // This node has been reloaded since: its own certificate may be another one.
                    connection.close()
                    obey(pool.laneCameTooLate())
                    return
                }
                lastID += 1
                let id = lastID
                let lane = Lane(connection: connection, side: .dialler) { [weak self] lane, event in
                    self?.laneReported(id, lane, event)
                }
                lanes[id] = lane
                sessions.add(
                    connection, peer,
                    owner: Session.Owner(end: { [weak lane] _, _ in lane?.lose(.notTrusted) }))
                obey(pool.laneReady(id))
            case .failure(let error):
                guard let self else { return }
                pool.laneDialFailed()
                journal.dialFailed(error)
                retryLater()
            }
        }
    }

    /// However many dials fail together, one retry follows: it dials all that is missing.
    private func retryLater() {
        guard !retryIsComing else { return }
        retryIsComing = true
        let wait = backoff.next(jitter: .random(in: 0..<1))
        dialer.loop.assumeIsolated().scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] in
            guard let self else { return }
            retryIsComing = false
            obey(pool.retryDue())
        }
    }

    private func laneReported(_ id: LanePool.LaneID, _ lane: Lane, _ event: Lane.Event) {
        guard lanes[id] === lane else { return }
        switch event {
        case .freed:
            backoff.reset()
            obey(pool.laneFreed(id))
        case .broke:
            lanes[id] = nil
            if !lane.wasUsed {
                // A peer that accepts lanes only to close them would otherwise be dialled without a pause.
                pool.holdBack()
                retryLater()
            }
            obey(pool.laneBroke(id))
        case .streamOpened: lane.reset(.unknown)
        }
    }
}
