import SubrosaCore
import SubrosaPlumbing

/// Joins each stream of one side to a new one of the other.
final class StreamJoin: StreamSink {
    enum Failure {
        /// There was no other side for it.
        case refused(StreamResetReason)
        /// By one of the two sides.
        case reset(StreamResetReason)
    }

    private let dialer: any StreamDialer
    private let onFailure: (Failure) -> Void
    private var splices: [ObjectIdentifier: Splice] = [:]
    private var dialling = 0

    /// - Parameters:
    ///   - dialer: where the other side's streams come from.
    ///   - onFailure: called for each stream that was refused or reset.
    init(to dialer: any StreamDialer, onFailure: @escaping (Failure) -> Void) {
        self.dialer = dialer
        self.onFailure = onFailure
    }

    /// Streams open or being connected.
    var count: Int { splices.count + dialling }

    func carry(_ side: any StreamSide) {
        dialling += 1
        dialer.dialStream { [weak self] result in
            guard let self else {
                side.reset(.draining)
                if case .success(let other) = result { other.reset(.draining) }
                return
            }
            dialling -= 1
            switch result {
            case .success(let other): join(side, other)
            case .failure(let refused):
                side.reset(refused.reason)
                onFailure(.refused(refused.reason))
            }
        }
    }

    private func join(_ side: any StreamSide, _ other: any StreamSide) {
        let id = ObjectIdentifier(side)
        let splice = Splice(side, other) { [weak self] outcome, _, _ in
            self?.splices[id] = nil
            if case .reset(let reason) = outcome { self?.onFailure(.reset(reason)) }
        }
        splices[id] = splice
        splice.start()
    }
}
