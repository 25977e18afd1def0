import SubrosaTestKit
import Testing

@testable import SubrosaCore

/// What holds whatever happens at the door.
@Suite("Door, random visits")
struct DoorModelTests {
    private struct Guest {
        let source: SourceNetwork
        let arrived: Instant
        var isAdmitted = false
    }

    @Test(arguments: 1...5)
    func itIsBoundedAndKeepsItsPromises(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let limits = DoorLimits(visitors: 200, visitorsOfStranger: 16, visitorsOfKnown: 64)
        var door = Door(limits: limits)
        var now = Instant(nanoseconds: 1_000_000_000_000)
        let begin = now
        var guests: [Door.Visitor: Guest] = [:]
        var admittedStrangers = 0
        var known: Set<SourceNetwork> = []
        let sources = try (0..<400).map {
            SourceNetwork(try #require(IPAddress(bytes: [10, 0, UInt8($0 / 250), UInt8($0 % 250)])))
        }

        func obey(_ instructions: [Door.Instruction], _ newcomer: Door.Visitor? = nil) {
            for instruction in instructions {
                switch instruction {
                case .admit(let visitor):
                    #expect(guests[visitor]?.isAdmitted == false)
                    guests[visitor]?.isAdmitted = true
                    if let guest = guests[visitor], !known.contains(guest.source) { admittedStrangers += 1 }
                case .refuse(let visitor, let reason):
                    let guest = guests.removeValue(forKey: visitor)
                    #expect(guest != nil || visitor == newcomer)
                    guard let guest, visitor != newcomer else { break }
                    if reason == .tooManyConnections { #expect(!known.contains(guest.source)) }
                    if reason == .handshakeTimeout { #expect(now - guest.arrived >= .seconds(3) && !guest.isAdmitted) }
                }
            }
        }

        for step in 1...3_000 {
            // A few sources are busy, many are not.
            let busy = Bool.random(using: &random)
            let source = sources[Int.random(in: busy ? 0..<8 : 0..<400, using: &random)]
            switch Int.random(in: 0..<100, using: &random) {
            case 0..<50:
                let visitor = Door.Visitor(number: UInt64(step))
                guests[visitor] = Guest(source: source, arrived: now)
                obey(door.arrived(visitor, from: source, now: now), visitor)
            case 50..<85:
                if let visitor = guests.keys.filter({ guests[$0]?.isAdmitted == false }).min(by: {
                    $0.number < $1.number
                }) {
                    obey(door.knocked(visitor, now: now))
                }
            case 85..<92:
                if let visitor = guests.keys.randomElement(using: &random) {
                    guests[visitor] = nil
                    door.left(visitor, now: now)
                }
            case 92 where known.count < 5:
                known.insert(source)
                door.sawPeer(at: source, now: now)
            default:
                now = now + .milliseconds(Int64.random(in: 0..<30, using: &random))
                obey(door.ticked(now: now))
            }
            #expect(door.count == guests.count)
            #expect(door.count <= 200)
            // Places with visitors, those whose tokens are not back, and peers.
            #expect(door.remembered <= 200 + 200 + 5)
        }
        let held = Dictionary(grouping: guests.values) { $0.source }
        for (source, guests) in held { #expect(guests.count <= (known.contains(source) ? 64 : 16)) }
        let seconds = (now - begin) / .seconds(1)
        #expect(Double(admittedStrangers) <= 100 + 100 * seconds + 1)
        #expect(admittedStrangers > 100)
        now = now + .seconds(700)
        obey(door.ticked(now: now))
        for visitor in guests.keys { door.left(visitor, now: now) }
        now = now + .seconds(2)
        _ = door.ticked(now: now)
        #expect(door.remembered == 0)
    }

    @Test func aRankingNamesTheLargestWhateverHappened() throws {
        var random = SeededGenerator(seed: 7)
        var ranking = CrowdRanking()
        var counts: [SourceNetwork: Int] = [:]
        let sources = try (0..<50).map { SourceNetwork(try #require(IPAddress(bytes: [10, 0, 0, UInt8($0)]))) }
        for _ in 0..<2_000 {
            let source = sources[Int.random(in: 0..<50, using: &random)]
            let count = max(0, counts[source, default: 0] + Int.random(in: -1...1, using: &random))
            counts[source] = count
            ranking.set(source, to: count)
            let most = counts.values.max() ?? 0
            #expect(ranking.top().flatMap { counts[$0] } == (most == 0 ? nil : most))
        }
    }

    @Test func aQueueIsNotMuchLongerThanWhatIsAlive() {
        var queue = StaleQueue<Int>()
        for number in 0..<5_000 {
            queue.append(number, alive: 10) { $0 > number - 10 }
            #expect(queue.count <= 2 * 10 + 65)
        }
        #expect(queue.first { $0 > 4_990 } == 4_991)
    }
}
