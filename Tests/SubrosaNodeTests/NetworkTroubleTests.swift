import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension NodeBehaviour {
    @Suite("Trouble in the network")
    struct NetworkTroubleTests {
        @Test func aLinkThatIsCutComesBackAtOnce() async throws {
            let proxy = try Proxy()
            defer { proxy.stop() }
            try await Cluster.run(through: [.init(from: 0, to: 1): proxy]) { cluster in
                let (one, two) = cluster.pair
                let source = try one.openUDP()
                let sink = try two.openUDP()
                for round in 0..<3 as Range<UInt8> {
                    let position = one.logPosition
                    proxy.cut()
                    try await one.log.line("Link down", ["peer": two.name], from: position)
                    let began = ContinuousClock.now
                    try await one.reaches(two, from: position)
                    #expect(ContinuousClock.now - began < .seconds(1) * Patience.factor)
                    try source.send([round], to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [round])
                }
            }
        }

        @Test func streamsThatWereUnderWayWhenTheNetworkBrokeAreResetOnBothSides() async throws {
            let proxy = try Proxy()
            defer { proxy.stop() }
            try await Cluster.run(through: [.init(from: 0, to: 1): proxy]) { cluster in
                let (one, two) = cluster.pair
                let ends = Record<SystemError?>()
                try cluster.serve(two) { connection in
                    do {
                        while case let bytes = try connection.receive(), !bytes.isEmpty { try connection.send(bytes) }
                        ends.append(nil)
                    } catch { ends.append(error as? SystemError) }
                }
                let connection = try one.connect(to: two)
                try connection.send([1])
                #expect(try await OnThread.run { try connection.receive() } == [1])
                proxy.cut()
                await #expect(throws: SystemError(call: "recv", code: ECONNRESET)) {
                    try await OnThread.run { try connection.receive() }
                }
                try await ends.wait("the other side hears of it") { !$0.isEmpty }
                #expect(ends.all == [SystemError(call: "recv", code: ECONNRESET)])
            }
        }

        /// Takes three seconds, which is what is tested.
        @Test func aNetworkThatSwallowsEverythingIsNoticedAfterThreeSecondsAndHurtsNobodyElse() async throws {
            let proxy = try Proxy()
            defer { proxy.stop() }
            try await Cluster.run(3, through: [.init(from: 0, to: 1): proxy]) { cluster in
                let (one, two) = cluster.pair
                let three = cluster.machines[2]
                try cluster.serveEcho(three)
                let source = try one.openUDP()
                let sinks = (try two.openUDP(), try three.openUDP())
                let position = one.logPosition
                proxy.freeze()
                let began = ContinuousClock.now
                async let down = one.log.line("Link down", ["peer": two.name, "reason": "silent"], from: position)
                // All the while the others hear from each other, and nothing that is sent to the lost one stops it.
                while ContinuousClock.now - began < .milliseconds(2_500) {
                    let sent = ContinuousClock.now
                    for _ in 0..<20 {
                        try source.send([UInt8](repeating: 1, count: 1_400), to: one.virtualAddress(of: two))
                    }
                    try source.send([2], to: one.virtualAddress(of: three))
                    #expect(try await OnThread.run { try sinks.1.receive() }?.bytes == [2])
                    let connection = try one.connect(to: three)
                    try connection.send([3])
                    #expect(try await OnThread.run { try connection.receive() } == [3])
                    #expect(ContinuousClock.now - sent < .milliseconds(500) * Patience.factor)
                }
                _ = try await down
                let noticed = ContinuousClock.now - began
                #expect(noticed > .milliseconds(1_900), "the last answer came up to a second before")
                #expect(noticed < .milliseconds(4_000) * Patience.factor)
                try await eventually("streams to it are refused", within: .milliseconds(500)) {
                    do {
                        _ = try one.connect(to: two)
                        return false
                    } catch let error as SystemError { return error.code == ECONNREFUSED }
                }

                let thawed = ContinuousClock.now
                let after = one.logPosition
                proxy.thaw()
                try await one.reaches(two, from: after)
                #expect(ContinuousClock.now - thawed < .seconds(3) * Patience.factor)
                try source.send([4], to: one.virtualAddress(of: two))
                // Before it come those that the network had kept.
                let arrives = try await OnThread.run {
                    while let datagram = try sinks.0.receive() { if datagram.bytes == [4] { return true } }
                    return false
                }
                #expect(arrives)
            }
        }
    }
}
