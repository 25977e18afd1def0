import NIOCore
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("Datagrams between the two halves")
struct DatagramTests {
    private func arrived(_ halves: Halves, at half: SplitHalf) async throws -> Record<[UInt8]> {
        try #require(try await halves.side(half) { $0.datagrams })
    }

    private func sum(_ drops: [String: UInt64]) -> Int { Int(drops.values.reduce(0, +)) }

    @Test(arguments: [SplitHalf.host, .edge])
    func eachArrivesWholeAndInOrderWhateverItsSize(_ from: SplitHalf) async throws {
        try await Halves.run { halves in
            let record = try await arrived(halves, at: from == .host ? .edge : .host)
            let start = record.all.count
            let sizes = [0, 1, 2, 508, 1_400, 65_506, 65_507, 0, 0, 65_507, 3]
            for (number, size) in sizes.enumerated() {
                try await halves.send([UInt8](repeating: UInt8(number), count: size), from: from)
            }
            try await record.wait("all of them") { $0.count == start + sizes.count }
            let expected = sizes.enumerated().map { [UInt8](repeating: UInt8($0), count: $1) }
            #expect(Array(record.all[start...]) == expected)
        }
    }

    @Test func oneThatIsLongerThanUDPCarriesIsCounted() async throws {
        try await Halves.run { halves in
            try await halves.send([UInt8](repeating: 0, count: 65_508), from: .edge)
            #expect(try await halves.drops(.edge)["too_large"] == 1)
            try await halves.flows(.edge)
        }
    }

    @Test func aFloodIsReceivedOrCounted() async throws {
        try await Halves.run { halves in
            for (from, to) in [(SplitHalf.host, SplitHalf.edge), (.edge, .host)] {
                let record = try await arrived(halves, at: to)
                let start = record.all.count
                let lostBefore = sum(try await halves.drops(from))
                let count = 3_000
                _ = try await halves.side(from) { side in
                    // More in one turn than the connection and the queue take.
                    for number in 0..<count {
                        var datagram = ByteBuffer(integer: UInt32(number))
                        datagram.writeRepeatingByte(7, count: 1_396)
                        side.outbound?.deliver(datagram)
                    }
                    side.outbound?.burstEnded()
                }
                let end: [UInt8] = [0xaa]
                try await halves.eventually("the last arrives") {
                    try await halves.send(end, from: from)
                    return record.all.contains(end)
                }
                let received = record.all[start...].filter { $0.count == 1_400 }
                let numbers = received.map { $0.prefix(4).reduce(0) { $0 << 8 | Int($1) } }
                let lost = sum(try await halves.drops(from)) - lostBefore
                #expect(received.count + lost == count, "\(received.count) received, \(lost) counted")
                #expect(lost > 0 && received.count > 0)
                #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }, "once, in order")
            }
        }
    }

    @Test func whileTheHostHalfIsNotThereEachIsCountedAndToldToTheNextOne() async throws {
        try await Halves.run { halves in
            try await halves.stopHost()
            try await halves.edgeLog.line("The host half is gone")
            let before = sum(try await halves.drops(.edge))
            for number in 0..<50 as Range<UInt8> { try await halves.send([number], from: .edge) }
            #expect(sum(try await halves.drops(.edge)) == before + 50)
            let position = halves.edgeLog.lines.all.count
            try await halves.startHost()
            try await halves.meet(from: position)
            try await halves.eventually("the next one is told") {
                (try await halves.drops(.host)["host_down"] ?? 0) >= 50
            }
        }
    }

    @Test func whileTheEdgeIsNotThereEachIsCounted() async throws {
        try await Halves.run { halves in
            try await halves.stopEdge()
            try await halves.hostLog.line("Edge ended")
            let before = sum(try await halves.drops(.host))
            for number in 0..<50 as Range<UInt8> { try await halves.send([number], from: .host) }
            let drops = try await halves.drops(.host)
            #expect(sum(drops) == before + 50 && (drops["edge_down"] ?? 0) >= 50)
        }
    }

    @Test(arguments: [SplitHalf.host, .edge])
    func whatWasSentJustBeforeAHalfEndsArrivesOrIsCounted(_ half: SplitHalf) async throws {
        try await Halves.run { halves in
            let record = try await arrived(halves, at: half == .host ? .edge : .host)
            let start = record.all.count
            let side = try #require(
                try await halves.on { state in
                    (half == .host ? state.hostSides[Halves.name()] : state.front?.sides[Halves.name()])
                        .map { NIOLoopBound($0, eventLoop: halves.loop) }
                })
            let before = sum(try await halves.drops(half))
            _ = try await halves.side(half) { side in
                for _ in 0..<300 { side.outbound?.deliver(ByteBuffer(repeating: 1, count: 1_000)) }
                side.outbound?.burstEnded()
            }
            if half == .host { try await halves.stopHost() } else { try await halves.stopEdge() }
            let lost =
                try await halves.loop.submit {
                    side.value.counters.drops.values.reduce(0) { $0 + Int($1) }
                }.get() - before
            #expect(record.all[start...].filter { $0.count == 1_000 }.count + lost == 300)
            #expect(lost == 0, "there was time enough")
        }
    }

    @Test func anEdgeThatNeverReadsCostsABoundedQueueAndEachIsCounted() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let listener = try UnixSocket(at: halves.sockets.edge, backlog: 8)
            let raw = try RawEdge(halves)
            try raw.say(.hello(version: "1"), .bound)
            let link = try await OnThread.run { try listener.accept() }
            #expect(try await OnThread.run { try !link.receive().isEmpty }, "the preamble")
            for _ in 0..<10 {
                _ = try await halves.side(.host) { side in
                    for _ in 0..<300 { side.outbound?.deliver(ByteBuffer(repeating: 1, count: 1_000)) }
                    side.outbound?.burstEnded()
                }
            }
            #expect((try await halves.drops(.host)["split_queue_full"] ?? 0) > 0)
            let side = try #require(
                try await halves.on { state in
                    state.hostSides[Halves.name()].map { NIOLoopBound($0, eventLoop: halves.loop) }
                })
            try await halves.stopHost()
            let lost = try await halves.loop.submit { side.value.counters.drops.values.reduce(0, +) }.get()
            #expect(lost == 3_000, "nothing was confirmed")
            withExtendedLifetime(link) {}
        }
    }

    @Test func whatAHalfThatIsKilledHadNotConfirmedIsCounted() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            var listener: UnixSocket? = try UnixSocket(at: halves.sockets.edge, backlog: 8)
            var raw: RawEdge? = try RawEdge(halves)
            try raw?.say(.hello(version: "1"), .bound)
            var link: UnixSocket? = try await OnThread.run { [listener] in try listener?.accept() }
            try await halves.hostLog.line("Edge attached")
            let preamble = try await OnThread.run { [link] in try link?.receive() }
            #expect(preamble?.isEmpty == false)
            for number in 0..<5 as Range<UInt8> { try await halves.send([number], from: .host) }
            listener = nil
            raw = nil
            link = nil
            try await halves.hostLog.line("Edge lost")
            try await halves.eventually("they are counted") {
                try await halves.drops(.host)["split_lost"] == 5
            }
        }
    }
}
