import NIOCore
import SubrosaCore
import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@testable import SubrosaSplit

@Suite("Streams between the two halves")
struct StreamTests {
    private static let both: [(SplitHalf, SplitHalf)] = [(.host, .edge), (.edge, .host)]

    /// The far end of the only stream.
    private func accepted(_ halves: Halves, at half: SplitHalf) async throws -> Record<StreamEnd.Event> {
        let streams = try #require(try await halves.side(half) { $0.streams })
        try await streams.wait("a stream") { !$0.isEmpty }
        return try #require(try await halves.side(half) { $0.ends.last?.events } ?? nil)
    }

    private func opened(_ halves: Halves, from half: SplitHalf) async throws -> Record<StreamEnd.Event> {
        try await halves.open(from: half).get()
    }

    @Test(arguments: both)
    func eitherSideMayEndFirstAndStillGetTheRest(_ from: SplitHalf, _ to: SplitHalf) async throws {
        try await Halves.run { halves in
            let near = try await opened(halves, from: from)
            let far = try await accepted(halves, at: to)
            for (half, events) in [(from, far), (to, near)] {
                _ = try await halves.side(half) { side in
                    side.ends.last?.send([1, 2, 3])
                    side.ends.last?.side.finish()
                }
                try await events.wait("the end") { $0.last == .ended }
                #expect(events.bytes == [1, 2, 3])
            }
        }
    }

    @Test(arguments: both)
    func aResetCarriesItsReasonBothWays(_ from: SplitHalf, _ to: SplitHalf) async throws {
        try await Halves.run { halves in
            let near = try await opened(halves, from: from)
            let far = try await accepted(halves, at: to)
            _ = try await halves.side(from) { $0.ends.last?.side.reset(.notTrusted) }
            try await far.wait("its reset") { $0 == [.broke(.notTrusted)] }
            let next = try await opened(halves, from: from)
            let streams = try #require(try await halves.side(to) { $0.streams })
            try await streams.wait("the next") { $0.count == 2 }
            _ = try await halves.side(to) { $0.ends.last?.side.reset(.aborted) }
            try await next.wait("its reset") { $0 == [.broke(.aborted)] }
            #expect(near.all.isEmpty)
        }
    }

    @Test(arguments: both)
    func aRefusalPassesThrough(_ from: SplitHalf, _ to: SplitHalf) async throws {
        try await Halves.run { halves in
            _ = try await halves.side(to) { $0.refusal = .alertmanagerRefused }
            let near = try await opened(halves, from: from)
            try await near.wait("the refusal") { $0 == [.broke(.alertmanagerRefused)] }
        }
    }

    @Test(arguments: both)
    func muchGoesBothWaysAtOnceAndArrivesUnaltered(_ from: SplitHalf, _ to: SplitHalf) async throws {
        try await Halves.run { halves in
            _ = try await halves.side(to) { $0.echoes = true }
            let near = try await opened(halves, from: from)
            let much = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
            _ = try await halves.side(from) { $0.ends.last?.send(much) }
            try await near.wait("everything back", within: .seconds(30)) { events in
                events.reduce(0) { if case .bytes(let bytes) = $1 { $0 + bytes.count } else { $0 } } == much.count
            }
            #expect(near.bytes == much)
        }
    }

    @Test(arguments: both)
    func aReaderThatStopsHoldsTheWriterBackAndGetsAllOfItLater(_ from: SplitHalf, _ to: SplitHalf) async throws {
        try await Halves.run { halves in
            let near = try await opened(halves, from: from)
            let far = try await accepted(halves, at: to)
            // The far direction is over, so that the last byte of the near one ends the stream, and the connection.
            _ = try await halves.side(to) { side in
                side.ends.last?.reads = false
                side.ends.last?.side.finish()
            }
            try await near.wait("the far end") { $0 == [.ended] }
            let written = try await halves.side(from) { side -> Int in
                guard let end = side.ends.last else { return 0 }
                var written = 0
                while end.side.isWritable, written < 64 << 20 {
                    end.side.send(ByteBuffer(repeating: 7, count: 65_536))
                    end.side.flush()
                    written += 65_536
                }
                end.side.finish()
                end.side.release()
                return written
            }
            let count = try #require(written)
            #expect(count > 512 * 1_024 && count < 8 << 20, "\(count)")
            _ = try await halves.side(to) { $0.ends.last?.reads = true }
            try await far.wait("the end") { $0.last == .ended || $0.last == .broke(.laneLost) }
            // What becomes of the connection after the end is nothing to the stream.
            #expect(far.ends.first == .ended)
            #expect(far.bytes.count == count)
        }
    }

    @Test(arguments: [SplitHalf.host, .edge])
    func withoutTheOtherHalfTheyAreRefusedAtOnceAndWhatWasOpenIsReset(_ half: SplitHalf) async throws {
        try await Halves.run { halves in
            let near = try await opened(halves, from: half)
            if half == .host {
                try await halves.stopEdge()
                try await halves.hostLog.line("Edge ended")
            } else {
                try await halves.stopHost()
                try await halves.edgeLog.line("The host half is gone")
            }
            try await near.wait("its reset") { $0 == [.broke(.laneLost)] }
            let outcome = try await halves.open(from: half)
            guard case .failure(let refused) = outcome else {
                Issue.record("taken")
                return
            }
            #expect(refused.reason == (half == .host ? .edgeDown : .hostDown))
        }
    }

    /// A process that is stopped keeps its socket, and the kernel goes on taking connections for it.
    @Test func anEdgeThatHangsGetsNoStreamOnceItIsLost() async throws {
        try await Halves.run(isStarted: false) { halves in
            try await halves.startHost()
            let listener = try UnixSocket(at: halves.sockets.edge, backlog: 8)
            let raw = try RawEdge(halves)
            try raw.say(.hello(version: "1"), .bound)
            try await halves.hostLog.line("Edge attached")
            let hanging = try await opened(halves, from: .host)
            try raw.say(.ending)
            try await hanging.wait("its reset") { $0 == [.broke(.laneLost)] }
            guard case .failure(let refused) = try await halves.open(from: .host) else {
                Issue.record("taken")
                return
            }
            #expect(refused.reason == .edgeDown)
            withExtendedLifetime(listener) {}
        }
    }

    @Test func oneThatBrokeBeforeAnybodyLookedIsNotForgotten() async throws {
        try await Halves.run { halves in
            let sides = try await halves.on { state -> NIOLoopBound<HalfSide>? in
                state.hostSides[Halves.name()].map { NIOLoopBound($0, eventLoop: halves.loop) }
            }
            let outcome = Record<StreamEnd.Event>()
            try await halves.loop.submit {
                sides?.value.dialer?.dialStream { result in
                    guard case .success(let stream) = result else { return }
                    halves.loop.scheduleTask(in: .milliseconds(100)) {
                        [stream = NIOLoopBound(stream, eventLoop: halves.loop)] in
                        sides?.value.ends.append(StreamEnd(stream.value, events: outcome))
                    }
                }
            }.get()
            _ = try await accepted(halves, at: .edge)
            try await halves.stopEdge()
            try await outcome.wait("that it broke") { $0 == [.broke(.laneLost)] }
        }
    }

    @Test func asManyAsThePeersLanesAllowAndNoMore() async throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        getrlimit(resource, &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
        try await Halves.run { halves in
            let outcomes = Record<StreamResetReason?>()
            // Not all at once: what waits to be accepted is limited, too, and a busy machine takes its time.
            for asked in stride(from: 50, through: SplitLimits.streamsPerPeer + 50, by: 50) {
                _ = try await halves.side(.edge) { side in
                    for _ in 0..<50 {
                        side.dialer?.dialStream { result in
                            switch result {
                            case .success(let stream):
                                side.ends.append(StreamEnd(stream))
                                outcomes.append(nil)
                            case .failure(let refused): outcomes.append(refused.reason)
                            }
                        }
                    }
                }
                try await outcomes.wait("the outcomes", within: .seconds(30)) { $0.count == asked }
                let streams = try #require(try await halves.side(.host) { $0.streams })
                let expected = min(asked, SplitLimits.streamsPerPeer)
                try await streams.wait("all arrive", within: .seconds(30)) { $0.count == expected }
            }
            #expect(outcomes.all.count { $0 == nil } == SplitLimits.streamsPerPeer)
            #expect(outcomes.all.count { $0 == .tooManyStreams } == 50)
            // The others do not suffer.
            try await halves.flows(.edge)
        }
    }
}
