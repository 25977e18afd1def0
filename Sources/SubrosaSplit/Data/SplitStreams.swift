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
    private var dialling = 0
    /// Whether the other half is there. Its socket may take connections when it is not: the kernel does that for a process
    /// that is frozen.
    var isOpen = false

    init(
        half: SplitHalf, dial: @escaping (_ done: @escaping (Result<SplitConnection, SplitFailure>) -> Void) -> Void
    ) {
        self.half = half
        self.dial = dial
    }

    package func dialStream(_ done: @escaping (Result<any StreamSide, StreamRefused>) -> Void) {
        guard isOpen else {
            done(.failure(absent("it is not attached")))
            return
        }
        guard lanes.count + dialling < SplitLimits.streamsPerPeer else {
            done(.failure(StreamRefused(reason: .tooManyStreams, detail: "\(lanes.count) are open")))
            return
        }
        dialling += 1
        dial { [weak self] result in
            guard let self else {
                if case .success(let connection) = result { connection.close() }
                done(.failure(StreamRefused(reason: .draining, detail: "this half is ending")))
                return
            }
            dialling -= 1
            switch result {
            case .success(let connection) where isOpen: done(.success(opened(connection)))
            case .success(let connection):
                connection.close()
                done(.failure(absent("it went away")))
            case .failure(let failure): done(.failure(absent(failure.description)))
            }
        }
    }

    private func absent(_ detail: String) -> StreamRefused {
        StreamRefused(reason: half.streamAbsence, detail: detail)
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
