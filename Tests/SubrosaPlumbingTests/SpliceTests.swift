import Testing

@Suite("Splice")
struct SpliceTests {
    @Test func bothSidesAreReadFromTheStart() {
        let pair = SplicePair(isStarted: false)
        pair.splice.start()
        #expect(pair.first.calls == [.readMore])
        #expect(pair.second.calls == [.readMore])
        #expect(pair.overs.isEmpty)
    }

    @Test(arguments: [false, true])
    func bytesCrossInOrderAndAreFlushedOnceABurst(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        one.receives("a", "b", "c")
        one.receives("d")
        #expect(other.calls == [.send("a"), .send("b"), .send("c"), .flush, .send("d"), .flush])
        #expect(one.calls == [.readMore, .readMore])
    }

    @Test func bytesCrossBothWaysAtOnce() {
        let pair = SplicePair()
        pair.first.receives("ping")
        pair.second.receives("pong")
        #expect(pair.second.calls == [.send("ping"), .flush, .readMore])
        #expect(pair.first.calls == [.readMore, .send("pong"), .flush])
    }

    @Test(arguments: [false, true])
    func anEndIsPassedOnAndTheOtherDirectionGoesOn(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        one.receives("last words")
        one.ends()
        #expect(other.take() == [.send("last words"), .flush, .finish])
        #expect(pair.overs.isEmpty)
        other.receives("answer")
        #expect(one.calls.suffix(2) == [.send("answer"), .flush])
        #expect(other.take() == [.readMore])
    }

    @Test(arguments: [false, true])
    func aSideThatHasEndedIsNotAskedForMore(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        one.ends()
        // The burst in which the end came is over.
        one.receives()
        other.becomesWritable()
        other.receives("x")
        #expect(one.count(of: .readMore) == 0)
    }

    @Test(arguments: [false, true])
    func afterBothEndsTheStreamIsOverInOrderAndBothSidesAreGivenBack(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        pair.first.receives("12345")
        pair.second.receives("123")
        _ = one.take()
        _ = other.take()
        one.ends()
        #expect(pair.overs.isEmpty)
        #expect(one.count(of: .release) == 0)
        other.ends()
        #expect(pair.overs == [.init(outcome: .ended, fromFirst: 5, fromSecond: 3)])
        #expect(one.calls == [.finish, .release])
        #expect(other.calls == [.finish, .release])
        #expect(one.observer == nil && other.observer == nil)
    }

    @Test func anEndReportedTwiceIsPassedOnOnce() {
        let pair = SplicePair()
        pair.first.ends()
        pair.first.ends()
        #expect(pair.second.calls == [.finish])
        #expect(pair.overs.isEmpty)
    }

    @Test(arguments: [false, true])
    func aBreakOnOneSideResetsTheOther(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        one.receives("abc")
        _ = one.take()
        _ = other.take()
        one.breaks(.laneLost)
        #expect(other.calls == [.reset(.laneLost)])
        #expect(one.calls.isEmpty, "a broken side is left alone")
        #expect(pair.overs.count == 1)
        #expect(pair.overs.first?.outcome == .reset(.laneLost))
        #expect(pair.overs.first.map { $0.fromFirst + $0.fromSecond } == 3)
    }

    @Test(arguments: [false, true])
    func aBreakAfterOneEndIsAReset(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        one.ends()
        other.breaks()
        #expect(one.calls.last == .reset(.aborted))
        #expect(pair.overs.map(\.outcome) == [.reset(.aborted)])
    }

    @Test func nothingIsPassedOnAfterTheEnd() {
        let pair = SplicePair()
        let observer = pair.first.observer
        pair.second.breaks()
        _ = pair.first.take()
        _ = pair.second.take()
        // Late reports, as if the side had not heard yet.
        pair.first.observer = observer
        pair.second.observer = observer
        for side in [pair.first, pair.second] {
            side.receives("late")
            side.becomesWritable()
            side.ends()
            side.breaks()
        }
        pair.splice.abort(.draining)
        #expect(pair.first.calls.isEmpty)
        #expect(pair.second.calls.isEmpty)
        #expect(pair.overs.count == 1)
    }

    @Test func abortResetsBothSides() {
        let pair = SplicePair()
        pair.splice.abort(.draining)
        #expect(pair.first.calls == [.reset(.draining)])
        #expect(pair.second.calls == [.reset(.draining)])
        #expect(pair.overs == [.init(outcome: .reset(.draining), fromFirst: 0, fromSecond: 0)])
    }
}
