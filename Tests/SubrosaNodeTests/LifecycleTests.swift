import SubrosaTestKit
import Testing

@testable import SubrosaLocal
@testable import SubrosaNode

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension NodeBehaviour {
    @Suite("Starting and ending")
    struct LifecycleTests {
        @Test func aNodeThatIsStoppedAndStartedAgainIsReachedAgain() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                for round in 0..<3 as Range<UInt8> {
                    let position = one.logPosition
                    try await two.stop()
                    try await one.log.line("Link down", ["peer": two.name, "reason": "peer_drained"], from: position)
                    try await two.start()
                    let began = ContinuousClock.now
                    try await one.reaches(two, from: position)
                    #expect(ContinuousClock.now - began < .seconds(3) * Patience.factor)
                    try source.send([round], to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [round])
                    let connection = try one.connect(to: two)
                    try connection.send([round])
                    #expect(try await OnThread.run { try connection.receive() } == [round])
                }
            }
        }

        @Test func aDrainLetsAStreamUnderWayFinishAndTakesNoNewOne() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let connection = try one.connect(to: two)
                try connection.send([1])
                #expect(try await OnThread.run { try connection.receive() } == [1])
                let position = two.logPosition
                async let cutOff = two.stop(drainTimeout: .seconds(10))
                try await two.log.line("Draining", from: position)
                #expect(throws: SystemError(call: "connect", code: ECONNREFUSED)) { try two.connect(to: one) }
                try connection.send([2])
                #expect(try await OnThread.run { try connection.receive() } == [2])
                try connection.finish()
                #expect(try await OnThread.run { try connection.receiveAll() } == [])
                #expect(try await cutOff == 0)
            }
        }

        @Test func aNodeWithNothingUnderWayEndsAtOnce() async throws {
            try await Cluster.run { cluster in
                let began = ContinuousClock.now
                for machine in cluster.machines { try await machine.stop(drainTimeout: .seconds(10)) }
                #expect(ContinuousClock.now - began < .milliseconds(500) * Patience.factor)
            }
        }

        @Test func datagramsGoOnWhileANodeDrains() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let connection = try one.connect(to: two)
                try connection.send([1])
                #expect(try await OnThread.run { try connection.receive() } == [1])
                let position = two.logPosition
                async let cutOff = two.stop(drainTimeout: .seconds(10))
                try await two.log.line("Draining", from: position)
                let sockets = (try one.openUDP(), try two.openUDP())
                try sockets.0.send([5], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sockets.1.receive() }?.bytes == [5])
                // An Alertmanager that leaves while its Subrosa drains.
                try sockets.1.send([6], to: two.virtualAddress(of: one))
                #expect(try await OnThread.run { try sockets.0.receive() }?.bytes == [6])
                try connection.finish()
                #expect(try await cutOff == 0)
            }
        }

        @Test func aStreamThatOutlivesTheDrainIsCutOffAndReset() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let connection = try one.connect(to: two)
                try connection.send([1])
                #expect(try await OnThread.run { try connection.receive() } == [1])
                #expect(try await two.stop(drainTimeout: .milliseconds(100)) == 1)
                await #expect(throws: SystemError(call: "recv", code: ECONNRESET)) {
                    try await OnThread.run { try connection.receive() }
                }
            }
        }

        @Test func unequalTablesAreWarnedOfOnceAndCarriedOnWith() async throws {
            // The machines of a test have virtual addresses of their own, so their tables always differ.
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let warnings = one.log.all("The peer's node table differs from this node's")
                #expect(warnings.map { $0["peer"] } == [two.name])
                let position = one.logPosition
                try await two.stop()
                try await two.start()
                try await one.reaches(two, from: position)
                #expect(one.log.all("The peer's node table differs from this node's").count == 1)
            }
        }

        @Test func anAddressInUseIsOneErrorThatNamesItAndItsHolder() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let (one, two) = cluster.pair
                let holder = try TCPServer.echo(one.virtualAddress(of: two))
                let failure = await #expect(throws: BindFailure.self) { try await one.start() }
                #expect(failure?.address == "\(one.virtualAddress(of: two))")
                #expect(failure?.transport == .tcp)
                #expect(failure?.errno == EADDRINUSE)
                #expect(failure?.holder?.pid == Int(getpid()))
                holder.stop()
            }
        }

        @Test func aUDPAddressInUseIsFoundToo() async throws {
            try await Cluster.run(3, isStarted: false) { cluster in
                let one = cluster.machines[0]
                let taken = one.virtualAddress(of: cluster.machines[2])
                let holder = try UDPClient(taken)
                let failure = await #expect(throws: BindFailure.self) { try await one.start() }
                #expect(failure?.transport == .udp)
                #expect(failure?.address == "\(taken)")
                withExtendedLifetime(holder) {}
            }
        }

        @Test func startsThatFailLeaveNoDescriptors() async throws {
            try await Cluster.run(3, isStarted: false) { cluster in
                let one = cluster.machines[0]
                let holder = try UDPClient(one.virtualAddress(of: cluster.machines[2]))
                let before = ProcFile.directory("/proc/self/fd").count
                for _ in 0..<40 { await #expect(throws: BindFailure.self) { try await one.start() } }
                // Tests of other suites open and close their own meanwhile.
                try await eventually("no more than before") { ProcFile.directory("/proc/self/fd").count < before + 20 }
                withExtendedLifetime(holder) {}
            }
        }

        @Test func startingAndStoppingTwentyTimesLeavesNoDescriptors() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let before = ProcFile.directory("/proc/self/fd").count
                for _ in 0..<20 {
                    try await one.stop()
                    let position = one.logPosition
                    try await one.start()
                    try await one.reaches(two, from: position)
                }
                // Tests of other suites open and close their own meanwhile.
                try await eventually("no more than before") { ProcFile.directory("/proc/self/fd").count < before + 20 }
            }
        }
    }
}
