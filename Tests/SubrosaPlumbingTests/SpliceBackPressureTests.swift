import Testing

@Suite("Splice, back-pressure")
struct SpliceBackPressureTests {
    @Test(arguments: [false, true])
    func aSideIsNotReadWhileTheOtherOneCannotBeWritten(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        other.isWritable = false
        one.receives("a")
        #expect(one.count(of: .readMore) == 0)
        #expect(other.calls == [.send("a"), .flush], "what has been read is passed on all the same")
        other.becomesWritable()
        #expect(one.count(of: .readMore) == 1)
        other.becomesWritable()
        #expect(one.count(of: .readMore) == 1, "a burst is asked for once")
    }

    @Test(arguments: [false, true])
    func theOtherDirectionIsNotHeldUp(isSwapped: Bool) {
        let pair = SplicePair()
        let (one, other) = pair.sides(isSwapped: isSwapped)
        other.isWritable = false
        one.receives("a")
        other.receives("b")
        other.receives("c")
        #expect(other.count(of: .readMore) == 2)
        #expect(one.count(of: .send("c")) == 1)
    }

    @Test func aSideThatCannotBeWrittenAtTheStartHoldsTheOtherBackAtOnce() {
        let pair = SplicePair(isStarted: false)
        pair.second.isWritable = false
        pair.splice.start()
        #expect(pair.first.calls.isEmpty)
        #expect(pair.second.calls == [.readMore])
        pair.second.becomesWritable()
        #expect(pair.first.calls == [.readMore])
    }

    @Test func becomingWritableAsksNobodyWhoWasNotHeldBack() {
        let pair = SplicePair()
        pair.second.becomesWritable()
        #expect(pair.first.calls.isEmpty)
    }

    @Test func aSideThatEndsWhileItIsHeldBackStaysUnread() {
        let pair = SplicePair()
        pair.second.isWritable = false
        pair.first.receives("a")
        pair.first.ends()
        pair.second.becomesWritable()
        #expect(pair.first.calls.isEmpty)
        #expect(pair.second.calls == [.send("a"), .flush, .finish])
    }
}
