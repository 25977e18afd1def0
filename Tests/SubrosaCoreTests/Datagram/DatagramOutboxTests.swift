import SubrosaCore
import SubrosaTestKit
import Testing

@Suite("Datagram outbox")
struct DatagramOutboxTests {
    private typealias Outbox = DatagramOutbox<Int>
    private let start = Instant(nanoseconds: 5_000_000_000)
    private let overhead = Outbox.overhead

    @Test func theOldestComesOutFirst() {
        var outbox = Outbox()
        for payload in 1...5 { #expect(outbox.push(payload, size: 10, now: start) == 0) }
        #expect(outbox.count == 5)
        for payload in 1...5 { #expect(outbox.pop(now: start) == (payload, 0)) }
        #expect(outbox.pop(now: start) == (nil, 0))
        #expect(outbox.isEmpty)
        #expect(outbox.byteCount == 0)
    }

    @Test func aFullOutboxMakesRoomByDroppingTheOldest() {
        var outbox = Outbox(byteLimit: 3 * (100 + overhead))
        for payload in 1...3 { #expect(outbox.push(payload, size: 100, now: start) == 0) }
        #expect(outbox.push(4, size: 100, now: start) == 1)
        #expect(outbox.push(5, size: 200, now: start) == 2)
        #expect(outbox.pop(now: start) == (4, 0))
        #expect(outbox.pop(now: start) == (5, 0))
    }

    @Test func whatIsLargerThanTheOutboxIsDroppedAloneAndDisplacesNothing() {
        var outbox = Outbox(byteLimit: 1_000)
        #expect(outbox.push(1, size: 100, now: start) == 0)
        #expect(outbox.push(2, size: 1_001, now: start) == 1)
        #expect(outbox.count == 1)
        #expect(outbox.pop(now: start) == (1, 0))
    }

    @Test func emptyDatagramsAreBoundedToo() {
        var outbox = Outbox()
        var dropped = 0
        for payload in 0..<100_000 { dropped += outbox.push(payload, size: 0, now: start) }
        #expect(outbox.count == Outbox.defaultByteLimit / overhead)
        #expect(outbox.count + dropped == 100_000)
    }

    @Test func whatIsExactlyAsOldAsAllowedIsStillSent() {
        var outbox = Outbox()
        _ = outbox.push(1, size: 1, now: start)
        #expect(outbox.pop(now: start + .milliseconds(500)) == (1, 0))
    }

    @Test func whatIsOlderIsCountedAndSkipped() {
        var outbox = Outbox()
        for payload in 1...3 { _ = outbox.push(payload, size: 1, now: start) }
        _ = outbox.push(4, size: 1, now: start + .milliseconds(300))
        #expect(outbox.pop(now: start + .milliseconds(501)) == (4, 3))
        #expect(outbox.pop(now: start + .milliseconds(501)) == (nil, 0))
    }

    @Test func onlyOldOnesLeaveNothing() {
        var outbox = Outbox()
        for payload in 1...3 { _ = outbox.push(payload, size: 1, now: start) }
        #expect(outbox.pop(now: start + .seconds(1)) == (nil, 3))
        #expect(outbox.isEmpty)
    }

    @Test func removeAllCountsWhatThereWas() {
        var outbox = Outbox()
        for payload in 0..<10 { _ = outbox.push(payload, size: 7, now: start) }
        _ = outbox.pop(now: start)
        #expect(outbox.removeAll() == 9)
        #expect(outbox.removeAll() == 0)
        #expect(outbox.isEmpty)
        #expect(outbox.byteCount == 0)
    }

    /// Long runs with a backlog of thousands, so that the storage is compacted many times over.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func doesWhatAnObviouslyCorrectModelDoes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = [1_000, 50_000, 1 << 20][Int(seed % 3)]
        var outbox = Outbox(byteLimit: limit, ageLimit: .milliseconds(500))
        var model = OutboxModel(byteLimit: limit, ageLimit: .milliseconds(500), overhead: overhead)
        var now = start
        // Gathered rather than expected one by one, which is slow.
        var wrong: [Int] = []
        for step in 0..<3_000 {
            var isRight = true
            now = now + .microseconds(Int.random(in: 0..<300, using: &random))
            switch Int.random(in: 0..<1_000, using: &random) {
            case 0:
                isRight = outbox.removeAll() == model.removeAll()
            case 1:
                now = now + .milliseconds(Int.random(in: 0..<600, using: &random))
            case 2..<550:
                let size = Int.random(in: 0..<1_500, using: &random)
                isRight = outbox.push(step, size: size, now: now) == model.push(step, size: size, now: now)
            default:
                isRight = outbox.pop(now: now) == model.pop(now: now)
            }
            isRight = isRight && outbox.count == model.entries.count && outbox.byteCount == model.byteCount
            isRight = isRight && outbox.byteCount <= limit && outbox.isEmpty == model.entries.isEmpty
            if !isRight { wrong.append(step) }
        }
        #expect(wrong == [])
    }

    @Test func aLongBacklogKeepsItsOrderWhileItIsCompacted() {
        var outbox = Outbox(byteLimit: .max)
        var model = OutboxModel(byteLimit: .max, ageLimit: .milliseconds(500), overhead: overhead)
        var next = 0
        for round in 0..<10 {
            for _ in 0..<4_000 {
                _ = outbox.push(next, size: 1, now: start)
                model.entries.append(.init(payload: next, size: 1, arrived: start))
                next += 1
            }
            let expected = model.entries.prefix(3_000 + round * 150).map(\.payload)
            #expect(expected.indices.map { _ in outbox.pop(now: start).payload } == expected)
            model.entries.removeFirst(3_000 + round * 150)
            #expect(outbox.count == model.entries.count)
        }
    }
}
