import NIOCore
import SubrosaCore
import SubrosaFraming
import SubrosaPlumbing

/// One peer's streams on their way to the other half: each gets a connection of its own, which costs next to nothing on
/// one machine.
package final class SplitStreams: StreamDialer {
    private let half: SplitHalf
    private let dial: (_ done: @escaping (Result<SplitConnection, SplitFailure>) -> Void) -> Void
    private var lanes: [ObjectIdentifier: Lane] = [:]

    init(
        half: SplitHalf, dial: @escaping (_ done: @escaping (Result<SplitConnection, SplitFailure>) -> Void) -> Void
    ) {
        self.half = half
        self.dial = dial
    }

    package func dialStream(_ done: @escaping (Result<any StreamSide, StreamRefused>) -> Void) {
        guard lanes.count < SplitLimits.streamsPerPeer else {
            done(.failure(StreamRefused(reason: .tooManyStreams, detail: "\(lanes.count) are open")))
            return
        }
        dial { [weak self] result in
            guard let self else {
                if case .success(let connection) = result { connection.close() }
                done(.failure(StreamRefused(reason: .draining, detail: "this half is ending")))
                return
            }
            switch result {
            case .success(let connection): done(.success(opened(connection)))
            case .failure(let failure):
                done(.failure(StreamRefused(reason: half.streamAbsence, detail: failure.description)))
            }
        }
    }

    private func opened(_ connection: SplitConnection) -> Lane {
        let lane = Lane(connection: connection, side: .dialler) { [weak self] lane, _ in
            // Freed: the stream is over in order, and the connection with it.
            lane.close()
            self?.lanes[ObjectIdentifier(lane)] = nil
        }
        lanes[ObjectIdentifier(lane)] = lane
        _ = lane.open()
        return lane
    }

    /// The other half is gone: whatever is under way is reset.
    func loseAll() {
        for lane in lanes.values { lane.lose(.laneLost) }
    }
}
