import SubrosaCore
import SubrosaFraming
import SubrosaPlumbing

/// One peer's streams as they come from the other half, a connection each.
final class SplitStreamInlet {
    private let sink: any StreamSink
    private var lanes: [ObjectIdentifier: Lane] = [:]

    init(sink: any StreamSink) { self.sink = sink }

    /// - Parameter connection: has said that it is a lane.
    func add(_ connection: SplitConnection) {
        let lane = Lane(connection: connection, side: .acceptor) { [weak self] lane, event in
            self?.reported(lane, event)
        }
        guard lanes.count < SplitLimits.streamsPerPeer else {
            lane.reset(.tooManyStreams)
            return
        }
        lanes[ObjectIdentifier(lane)] = lane
    }

    private func reported(_ lane: Lane, _ event: Lane.Event) {
        switch event {
        case .streamOpened: sink.carry(lane)
        case .freed, .broke:
            lane.close()
            lanes[ObjectIdentifier(lane)] = nil
        }
    }

    /// The other half is gone: whatever is under way is reset.
    func loseAll() {
        for lane in lanes.values { lane.lose(.laneLost) }
    }
}
