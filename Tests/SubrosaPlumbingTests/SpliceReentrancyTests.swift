import Testing

/// Sides that answer a call by reporting something at once, as real ones do when a write fails.
@Suite("Splice, called back while it calls")
struct SpliceReentrancyTests {
    @Test(arguments: [false, true])
    func aSideThatBreaksWhileItIsSentTo(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        other.during = { [unowned other] call in if call == .send("b") { other.breaks(.laneLost) } }
        one.receives("a", "b", "c")
        #expect(one.calls == [.reset(.laneLost)], "not read any more")
        #expect(other.calls == [.send("a"), .send("b")])
        #expect(pair.overs.map(\.outcome) == [.reset(.laneLost)])
    }

    @Test func aSideThatBreaksWhileItIsFlushed() {
        let pair = SplicePair()
        pair.second.during = { [unowned pair] call in if call == .flush { pair.second.breaks() } }
        pair.first.receives("a")
        #expect(pair.first.calls == [.reset(.aborted)])
        #expect(pair.overs.count == 1)
    }

    @Test func aSideThatEndsWhileItIsFinished() {
        let pair = SplicePair()
        pair.second.during = { [unowned pair] call in if call == .finish { pair.second.ends() } }
        pair.first.ends()
        #expect(pair.overs.map(\.outcome) == [.ended])
        #expect(pair.first.calls == [.finish, .release])
        #expect(pair.second.calls == [.finish, .release])
    }

    @Test func aSideThatBreaksWhileItIsFinished() {
        let pair = SplicePair()
        pair.second.during = { [unowned pair] call in if call == .finish { pair.second.breaks(.laneLost) } }
        pair.first.ends()
        #expect(pair.overs.map(\.outcome) == [.reset(.laneLost)])
        #expect(pair.first.calls == [.reset(.laneLost)])
        #expect(pair.second.calls == [.finish])
    }

    @Test func aSideThatBreaksWhileItIsReset() {
        let pair = SplicePair()
        pair.first.during = { [unowned pair] call in if case .reset = call { pair.first.breaks(.aborted) } }
        pair.second.breaks(.laneLost)
        #expect(pair.overs.map(\.outcome) == [.reset(.laneLost)], "over once, for the reason that came first")
        #expect(pair.first.calls == [.reset(.laneLost)])
        #expect(pair.second.calls.isEmpty)
    }

    @Test func aSideThatAnswersEveryReadAtOnce() {
        let pair = SplicePair(isStarted: false)
        var left = 1_000
        pair.first.during = { [unowned pair] call in
            guard call == .readMore, left > 0 else { return }
            left -= 1
            pair.first.receives("x")
        }
        pair.splice.start()
        #expect(pair.second.count(of: .send("x")) == 1_000)
        #expect(pair.first.count(of: .readMore) == 1_001)
    }

    @Test func theSideIsFreeForItsNextStreamWhenOverIsReported() {
        let pair = SplicePair()
        pair.first.ends()
        let observers = { [unowned pair] in [pair.first.observer, pair.second.observer] }
        pair.second.during = { call in if call == .release { #expect(observers().allSatisfy { $0 == nil }) } }
        pair.second.ends()
        #expect(pair.overs.count == 1)
    }
}
