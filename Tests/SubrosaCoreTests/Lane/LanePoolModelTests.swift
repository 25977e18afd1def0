import SubrosaCore
import SubrosaTestKit
import Testing

@Suite("Lane pool, at random")
struct LanePoolModelTests {
    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func everyStreamIsSettledOnceAndNoLaneIsGivenTwice(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var world = LanePoolWorld()
        // Some runs rarely fail and pile up streams, others fail all the time.
        let trouble = Int(seed % 3) * 3
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<100, using: &random) {
            case ..<2 where !world.isUp || trouble > 0:
                if world.isUp { world.linkDown() } else { world.linkUp() }
            case ..<40: world.streamArrives()
            case ..<60: world.dialEnds(well: Int.random(in: 0..<10, using: &random) >= trouble)
            case ..<63: world.retryIsDue()
            case ..<65: world.spareIsDue()
            case ..<85: if let lane = world.busy.min() { world.laneIsFreed(lane) }
            case ..<90: if let lane = world.busy.max() { world.laneBreaks(lane) }
            case ..<93: if let lane = world.idle.min() { world.laneBreaks(lane) }
            case ..<97: if let stream = world.waiting.randomElement(using: &random) { world.streamGivesUp(stream) }
            default: world.trim()
            }
        }
        // When the world calms down, whoever still waits is served.
        if !world.isUp { world.linkUp() }
        while world.dialling + world.retriesDue + world.sparesDue + world.busy.count > 0 {
            world.dialEnds(well: true)
            world.retryIsDue()
            world.spareIsDue()
            if let lane = world.busy.min() { world.laneIsFreed(lane) }
        }
        #expect(world.wrong == [])
        #expect(world.waiting.isEmpty)
        #expect(world.settled == Set(1..<(world.streamCount + 1)))
        world.trim()
        #expect(world.idle.count == LanePool.spareCount, "one lane stays ready")
    }
}
