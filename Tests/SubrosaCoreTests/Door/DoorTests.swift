import Testing

@testable import SubrosaCore

@Suite("Door")
struct DoorTests {
    private var door = Door(limits: DoorLimits())
    private var number: UInt64 = 0
    private var now = Instant(nanoseconds: 1_000_000_000_000)

    private func source(_ last: UInt8, _ third: UInt8 = 0) throws -> SourceNetwork {
        SourceNetwork(try #require(IPAddress("192.0.\(third).\(last)")))
    }

    private mutating func arrive(_ source: SourceNetwork) -> (Door.Visitor, [Door.Instruction]) {
        number += 1
        let visitor = Door.Visitor(number: number)
        return (visitor, door.arrived(visitor, from: source, now: now))
    }

    /// Arrives and knocks; tells whether it was let in at once.
    private mutating func isLetIn(_ source: SourceNetwork) -> Bool {
        let (visitor, _) = arrive(source)
        return door.knocked(visitor, now: now) == [.admit(visitor)]
    }

    @Test mutating func aLoneNewcomerIsLetInAtOnce() throws {
        #expect(isLetIn(try source(1)))
    }

    @Test mutating func oneSourceHasNoMoreThanItsPlaces() throws {
        let flood = try source(1)
        for _ in 0..<64 { #expect(arrive(flood).1.isEmpty) }
        let (last, refused) = arrive(flood)
        #expect(refused == [.refuse(last, .tooManyFromSource)])
        #expect(arrive(try source(2)).1.isEmpty, "another one is not meant")
        door.left(Door.Visitor(number: 1), now: now)
        #expect(arrive(flood).1.isEmpty, "a place is free again")
    }

    @Test mutating func allAddressesOfA64AreOneSource() throws {
        for host in 1...64 {
            let ip = try #require(IPAddress("2001:db8:0:1::\(host)"))
            #expect(arrive(SourceNetwork(ip)).1.isEmpty)
        }
        let neighbour = SourceNetwork(try #require(IPAddress("2001:db8:0:1:ffff::1")))
        #expect(arrive(neighbour).1 == [.refuse(Door.Visitor(number: 65), .tooManyFromSource)])
        let other = SourceNetwork(try #require(IPAddress("2001:db8:0:2::1")))
        #expect(arrive(other).1.isEmpty)
    }

    @Test mutating func aPeersSourceHasMorePlacesAndIsLetInWithoutABudgetOfStrangers() throws {
        let peer = try source(9)
        door.sawPeer(at: peer, now: now)
        for third in 1...4 { for _ in 0..<25 { #expect(isLetIn(try source(1, UInt8(third)))) } }
        #expect(!isLetIn(try source(2)), "the budget of strangers is spent")
        for _ in 0..<512 { #expect(isLetIn(peer)) }
        let (last, refused) = arrive(peer)
        #expect(refused == [.refuse(last, .tooManyFromSource)])
    }

    @Test mutating func aSourceIsKnownForTenMinutesAfterItsLastLink() throws {
        let peer = try source(9)
        door.sawPeer(at: peer, now: now)
        now = now + .seconds(599)
        _ = door.ticked(now: now)
        for _ in 0..<100 { #expect(isLetIn(peer)) }
        for visitor in 1...100 { door.left(Door.Visitor(number: UInt64(visitor)), now: now) }
        now = now + .seconds(1)
        _ = door.ticked(now: now)
        for _ in 0..<64 { _ = arrive(peer) }
        let (last, refused) = arrive(peer)
        #expect(refused == [.refuse(last, .tooManyFromSource)])
    }

    @Test mutating func aFullHouseMakesRoomWhereMostAre() throws {
        for third in 0..<3 { for _ in 0..<64 { _ = arrive(try source(1, UInt8(third))) } }
        for last in 2...65 { _ = arrive(try source(UInt8(last))) }
        #expect(door.count == 256)
        let (_, instructions) = arrive(try source(200))
        #expect(instructions == [.refuse(Door.Visitor(number: 1), .tooManyConnections)])
        #expect(arrive(try source(201)).1 == [.refuse(Door.Visitor(number: 65), .tooManyConnections)], "in turn")
        #expect(door.count == 256)
    }

    @Test mutating func amongSourcesThatHaveEquallyManyNobodyGivesWay() throws {
        for third in 0..<4 { for _ in 0..<64 { _ = arrive(try source(1, UInt8(third))) } }
        #expect(door.count == 256)
        for held in 0..<63 { #expect(arrive(try source(2)).1.count == 1, "\(held)") }
        let (last, refused) = arrive(try source(2))
        #expect(refused == [.refuse(last, .tooManyConnections)], "it has as many as the others by now")
    }

    @Test mutating func peersComeInThoughStrangersFillTheirPlaces() throws {
        for third in 0..<4 { for _ in 0..<64 { _ = arrive(try source(1, UInt8(third))) } }
        let peer = try source(9)
        door.sawPeer(at: peer, now: now)
        #expect(arrive(peer).1.isEmpty)
        #expect(door.count == 257)
    }

    @Test mutating func aPeersSourceNeverMakesRoomForStrangers() throws {
        for last in 1...4 {
            let peer = try source(UInt8(last), 1)
            door.sawPeer(at: peer, now: now)
            for _ in 0..<499 { _ = arrive(peer) }
        }
        for _ in 0..<4 { _ = arrive(try source(1)) }
        #expect(arrive(try source(2)).1 == [.refuse(Door.Visitor(number: 1_997), .tooManyConnections)])
        #expect(arrive(try source(4, 1)).1 == [.refuse(Door.Visitor(number: 1_998), .tooManyConnections)])
    }

    @Test mutating func whoIsNotLetInWithinThePatienceIsRefused() throws {
        let (silent, _) = arrive(try source(1))
        now = now + .milliseconds(2_999)
        #expect(door.ticked(now: now) == [])
        now = now + .milliseconds(1)
        #expect(door.ticked(now: now) == [.refuse(silent, .handshakeTimeout)])
        #expect(door.count == 0)
    }

    @Test mutating func whoIsLetInIsNotTimedHereAnyMore() throws {
        #expect(isLetIn(try source(1)))
        now = now + .seconds(10)
        #expect(door.ticked(now: now) == [])
        #expect(door.count == 1)
    }

    @Test mutating func handshakesOfOneSourceAreBudgeted() throws {
        let flood = try source(1)
        let letIn = (0..<64).filter { _ in isLetIn(flood) }.count
        #expect(letIn == 25)
        now = now + .milliseconds(40)
        #expect(door.ticked(now: now).count == 1)
        #expect(door.ticked(now: now).isEmpty)
    }

    @Test mutating func whoWaitsTakesTurnsSourceBySource() throws {
        // Four sources spend the budget of all.
        for third in 1...4 { for _ in 0..<25 { #expect(isLetIn(try source(1, UInt8(third)))) } }
        let crowd = try source(7)
        let lone = try source(8)
        var first: [UInt64] = []
        for _ in 0..<30 {
            #expect(!isLetIn(crowd))
            first.append(number)
        }
        #expect(!isLetIn(lone))
        let last = number
        now = now + .milliseconds(20)
        #expect(door.ticked(now: now) == [.admit(.init(number: first[0])), .admit(.init(number: last))])
    }

    @Test mutating func whoLeftIsNotLetIn() throws {
        for third in 1...4 { for _ in 0..<25 { _ = isLetIn(try source(1, UInt8(third))) } }
        #expect(!isLetIn(try source(7)))
        door.left(Door.Visitor(number: number), now: now)
        now = now + .seconds(2)
        #expect(door.ticked(now: now) == [])
        #expect(door.remembered == 4, "those whose visitors are still there")
    }
}
