import SubrosaPlumbing

/// A splice of two fake sides, and what it reported.
final class SplicePair {
    struct Over: Equatable {
        let outcome: Splice.Outcome
        let fromFirst: UInt64
        let fromSecond: UInt64
    }

    let first = FakeSide()
    let second = FakeSide()
    private(set) var overs: [Over] = []
    private(set) lazy var splice = Splice(first, second) { [unowned self] outcome, fromFirst, fromSecond in
        overs.append(Over(outcome: outcome, fromFirst: fromFirst, fromSecond: fromSecond))
    }

    /// Started, unless told otherwise; the first `readMore()` of both sides has been taken.
    init(isStarted: Bool = true) {
        guard isStarted else { return }
        splice.start()
        _ = first.take()
        _ = second.take()
    }

    deinit {
        // A splice and its sides hold each other until the stream is over, which it may not be here.
        first.observer = nil
        second.observer = nil
    }

    /// Either side in the first place, for behaviours that are the same both ways.
    func sides(isSwapped: Bool) -> (one: FakeSide, other: FakeSide) { isSwapped ? (second, first) : (first, second) }
}
