import SubrosaCore
import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Sealed datagrams in trouble")
    struct SealedTroubleTests {
        /// Two nodes or more; what am-1 sends to am-2 passes through a tap.
        private static func tapped(
            _ count: Int = 2, mode: String = "hedged", _ body: (Cluster, DatagramTap, Proxy) async throws -> Void
        ) async throws {
            let proxy = try Proxy()
            defer { proxy.stop() }
            let tap = try DatagramTap(beside: proxy)
            defer { tap.stop() }
            try await Cluster.run(count, isStarted: false, through: [.init(from: 0, to: 1): proxy]) { cluster in
                tap.lead(to: cluster.machines[1].linkAddress)
                for machine in cluster.machines { try cluster.configure(machine, top: ["datagrams: \(mode)"]) }
                try await cluster.start()
                try await body(cluster, tap, proxy)
            }
        }

        @Test func whatIsRepeatedCutLengthenedOrAlteredIsThrownAwayAndCounted() async throws {
            try await Self.tapped(mode: "udp") { cluster, tap, _ in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                try source.send([1, 2, 3], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [1, 2, 3])
                try await tap.packets.wait("it has passed") { $0.contains { $0.count < 100 } }
                let packet = try #require(tap.packets.all.first { $0.count < 100 })
                let before = try await two.sealedRefusals()
                for _ in 0..<10 { try tap.inject(packet) }
                try await two.refuses(.replayed, 10, since: before)
                var sent: UInt64 = 0
                for bit in (9 * 8)..<(packet.count * 8) {
                    var altered = packet
                    altered[bit / 8] ^= 1 << UInt8(bit % 8)
                    try tap.inject(altered)
                    sent += 1
                    // Never more than a socket holds.
                    guard sent % 50 == 0 else { continue }
                    try await two.refuses(.notAuthentic, atLeast: sent + 10, .tooOld, .replayed, since: before)
                }
                // A counter that became zero is too old. Ten were repeated before.
                try await two.refuses(.notAuthentic, atLeast: sent + 10, .tooOld, .replayed, since: before)
                // The counter is one that has come, so a longer packet with another is needed.
                try tap.inject(packet.prefix(9) + [0, 0, 0, 0, 0, 0, 1, 0] + packet.dropFirst(17) + [0])
                try await two.refuses(.notAuthentic, atLeast: sent + 11, .tooOld, .replayed, since: before)
                for length in [0, 1, 16, 17, 41] { try tap.inject(Array(packet.prefix(length))) }
                try tap.inject([UInt8](repeating: 1, count: 2_000))
                try await two.refuses(.malformed, 6, since: before)
                try tap.inject([2] + packet.dropFirst())
                try await two.refuses(.malformed, 7, since: before)
                #expect(try sink.receive(within: 50) == nil, "none of them was delivered")
                // And what is genuine still is.
                try source.send([4], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [4])
            }
        }

        @Test func aPacketForAnotherPeerOrOfALinkThatHasEndedIsOfAnUnknownKey() async throws {
            try await Self.tapped(3) { cluster, tap, proxy in
                let (one, two) = cluster.pair
                let three = cluster.machines[2]
                try await one.goesOverUDP(to: two)
                let packet = try #require(tap.packets.all.first)
                try tap.inject(packet, to: three.linkAddress)
                try await three.refuses(.unknownKey, 1, since: [:])
                let position = one.logPosition
                proxy.cut()
                try await one.goesOverUDP(to: two, from: position)
                let before = try await two.sealedRefusals()
                try tap.inject(packet)
                try await two.refuses(.unknownKey, 1, since: before)
                // Strangers get no answer at all.
                let stranger = try UDPClient(one.alertmanager)
                try stranger.send(packet, to: two.linkAddress)
                try stranger.send(Array("hello".utf8), to: two.linkAddress)
                #expect(try stranger.receive(within: 100) == nil)
            }
        }

        @Test func noCounterOfAKeyIsUsedTwiceAndNoKeyOutlivesItsLink() async throws {
            try await Self.tapped { cluster, tap, proxy in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                var ends: [Int] = []
                for round in 0..<3 as Range<UInt8> {
                    for number in 0..<10 as Range<UInt8> {
                        try source.send([round, number], to: one.virtualAddress(of: two))
                        _ = try await OnThread.run { try sink.receive() }
                    }
                    let position = one.logPosition
                    proxy.cut()
                    try await one.goesOverUDP(to: two, from: position)
                    ends.append(tap.packets.all.count)
                }
                var places: [[UInt8]: [UInt8]] = [:]
                var keys: [Set<[UInt8]>] = []
                for packet in tap.packets.all {
                    let place = Array(packet.prefix(17))
                    #expect(places.updateValue(packet, forKey: place) == nil, "a counter came twice")
                }
                var start = 0
                for end in ends {
                    keys.append(Set(tap.packets.all[start..<end].map { Array($0[1..<9]) }))
                    start = end
                }
                #expect(keys[0].intersection(keys[2]).isEmpty)
                #expect(keys.reduce(Set()) { $0.union($1) }.count >= 4)
            }
        }

        /// Takes five seconds, which is what is tested.
        @Test func whereUDPStopsToPassTheLinkCarriesEverythingAndNothingIsLost() async throws {
            try await Self.tapped { cluster, tap, _ in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                let position = one.logPosition
                tap.pass(upTo: 0)
                async let said = one.log.line(
                    "Datagrams take the link alone", ["peer": two.name, "reason": "probes_lost"], from: position)
                for round in 0..<30 as Range<UInt8> {
                    try source.send([round], to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [round])
                }
                _ = try await said
                #expect(try await one.path(to: two).linkAlone == .probesLost)
                try source.send([99], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [99])
                #expect(try await two.dropped(from: one, .lostOnTheWay) == 0)
                let after = one.logPosition
                tap.pass(upTo: .max)
                try await one.goesOverUDP(to: two, from: after)
            }
        }

        @Test func aPathThatEatsLongPacketsIsNeverUsed() async throws {
            try await Self.tapped { cluster, tap, _ in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let position = one.logPosition
                tap.pass(upTo: 1_000)
                try await one.log.line(
                    "Datagrams take the link alone", ["peer": two.name, "reason": "probes_lost"], from: position)
            }
        }

        @Test func whatWasSentOverUDPAloneAndIsLostIsCountedByTheReceiver() async throws {
            try await Self.tapped(mode: "udp") { cluster, tap, _ in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                tap.lose(3)
                for number in 0..<10 as Range<UInt8> { try source.send([number], to: one.virtualAddress(of: two)) }
                for number in 3..<10 as Range<UInt8> {
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [number])
                }
                try await eventually("they are counted") { try await two.dropped(from: one, .lostOnTheWay) == 3 }
            }
        }

        @Test func aHedgedDatagramArrivesThoughUDPLosesEveryOneOfItsCopies() async throws {
            try await Self.tapped { cluster, tap, _ in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                tap.lose(4)
                try source.send([1], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [1])
                try await eventually("all copies were lost") { tap.dropped == 4 }
                #expect(try await two.dropped(from: one, .lostOnTheWay) == 0)
            }
        }

        @Test func aHedgedDatagramArrivesThoughTheLinkIsStuck() async throws {
            try await Self.tapped { cluster, tap, proxy in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                proxy.freeze()
                tap.lose(3)
                try source.send([1], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [1])
                proxy.thaw()
            }
        }
    }
}

extension Machine {
    /// Waits until so many packets have been thrown away for this reason.
    fileprivate func refuses(
        _ reason: SealedRefusalReason, _ count: UInt64, since before: [SealedRefusalReason: UInt64]
    ) async throws {
        try await refuses(reason, atLeast: count, since: before)
        #expect(try await sealedRefusals()[reason] == before[reason, default: 0] + count)
    }

    /// - Parameter others: count as well.
    fileprivate func refuses(
        _ reason: SealedRefusalReason, atLeast count: UInt64, _ others: SealedRefusalReason...,
        since before: [SealedRefusalReason: UInt64]
    ) async throws {
        try await eventually("\(name) throws away \(count) for \(reason)") {
            let now = try await sealedRefusals()
            let grown = ([reason] + others).reduce(UInt64(0)) { $0 + (now[$1] ?? 0) - (before[$1] ?? 0) }
            return grown >= count
        }
    }
}
