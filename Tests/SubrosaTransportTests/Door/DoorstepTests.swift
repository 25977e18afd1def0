import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Strangers at the link port", .serialized)
struct DoorstepTests {
    /// Waits for the other side's end; true if that was a reset.
    private func isReset(_ connection: TCPConnection) async throws -> Bool {
        try await OnThread.run {
            do {
                while try !connection.receive().isEmpty {}
                return false
            } catch let error as SystemError where error.code == ECONNRESET { return true }
        }
    }

    /// Bytes that begin as a ClientHello does and never end.
    private static let endless: [UInt8] = [22, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc, 3, 3]

    @Test func whatIsNoTLSIsResetOnItsFirstByte() async throws {
        try await Fabric.run { fabric in
            let porch = try await Porch(fabric, try await fabric.settings(2))
            let connection = try TCPConnection(to: porch.address)
            try connection.send("G".utf8)
            #expect(try await isReset(connection))
            try await porch.refused(.notTLS)
            #expect(try await porch.refusals() == [.notTLS: 1])
        }
    }

    @Test func whoSaysNothingIsResetWhenItsTimeIsUp() async throws {
        try await Fabric.run { fabric in
            let settings = try await fabric.settings(2)
            let porch = try await Porch(fabric, settings, limits: DoorLimits(patience: .milliseconds(100)))
            let silent = try TCPConnection(to: porch.address)
            let trickling = try TCPConnection(to: porch.address)
            try trickling.send(Self.endless.prefix(4))
            #expect(try await isReset(silent))
            #expect(try await isReset(trickling))
            try await porch.refused(.handshakeTimeout)
            #expect(try await porch.refusals() == [.handshakeTimeout: 2])
        }
    }

    /// The time runs from the connection's beginning, whatever it sends.
    @Test func aHandshakeThatBeginsAndStopsIsRefusedAtTheDeadline() async throws {
        try await Fabric.run { fabric in
            let porch = try await Porch(fabric, try await fabric.settings(2, deadline: .milliseconds(200)))
            let connection = try TCPConnection(to: porch.address)
            try connection.send(Self.endless)
            _ = try await isReset(connection)
            try await porch.refused(.handshakeTimeout)
        }
    }

    @Test func oneSourceIsTurnedAwayWhenItHasEnough() async throws {
        try await Fabric.run { fabric in
            let porch = try await Porch(fabric, try await fabric.settings(2), limits: DoorLimits(visitorsOfStranger: 3))
            let flood = try (0..<4).map { _ in try TCPConnection(to: porch.address) }
            #expect(try await isReset(flood[3]))
            try await porch.refused(.tooManyFromSource)
            // Another source is let in; this one gets as far as to be refused for its certificate.
            let elsewhere = try TCPConnection(to: porch.address, from: LoopbackAddress(ip: 0x7f_00_00_63, port: 0))
            try elsewhere.send("G".utf8)
            #expect(try await isReset(elsewhere))
            try await porch.refused(.notTLS)
            #expect(try await porch.refusals() == [.tooManyFromSource: 1, .notTLS: 1])
        }
    }

    @Test func aFullHouseMakesRoomForAnHonestNewcomer() async throws {
        try await Fabric.run { fabric in
            let limits = DoorLimits(visitors: 6, visitorsOfStranger: 3)
            let porch = try await Porch(fabric, try await fabric.settings(2), limits: limits)
            let crowd = try (1...2).flatMap { host in
                try (0..<3).map { _ in
                    try TCPConnection(
                        to: porch.address, from: LoopbackAddress(ip: 0x7f_00_00_70 + UInt32(host), port: 0))
                }
            }
            let outcome = try await fabric.dial(2, at: Int(porch.address.port), as: try await fabric.settings(1))
            // The porch shook hands and said hello, although it has no node behind it.
            #expect(outcome == .ready("am-2", .link, digest: 0))
            #expect(try await isReset(crowd[0]))
            try await porch.refused(.tooManyConnections)
        }
    }

    @Test func handshakesBeyondTheBudgetWaitForTheirTurn() async throws {
        try await Fabric.run { fabric in
            let limits = DoorLimits(strangersPerSecond: 1, strangerPerSecond: 1, patience: .seconds(20))
            let porch = try await Porch(fabric, try await fabric.settings(2), limits: limits)
            let settings = try await fabric.settings(1)
            let node = Int(porch.address.port)
            let begin = ContinuousClock.now
            #expect(try await fabric.dial(2, at: node, as: settings) == .ready("am-2", .link, digest: 0))
            #expect(try await fabric.dial(2, at: node, as: settings) == .ready("am-2", .link, digest: 0))
            // A second between them, less what the first took.
            #expect(ContinuousClock.now - begin > .milliseconds(500))
        }
    }

    @Test(arguments: ["other.test", nil])
    func whoAsksForAnotherServerNameIsRefused(name: String?) async throws {
        try await Fabric.run { fabric in
            let names = ServerNames(["am-2.test"], ownHost: "am-2.test")
            let porch = try await Porch(fabric, try await fabric.settings(2, serverNames: names))
            let leaf = try fabric.leaf(1)
            try await Stranger.connect(
                fabric, to: Int(porch.address.port), try Stranger.configuration(leaf), asking: name)
            try await porch.refused(.serverName)
        }
    }

    @Test func whoAsksForTheRightServerNameIsLetIn() async throws {
        try await Fabric.run { fabric in
            let names = ServerNames(["am-2.test"], ownHost: "am-2.test")
            let settings = try await fabric.settings(2, deadline: .milliseconds(300), serverNames: names)
            let porch = try await Porch(fabric, settings)
            let leaf = try fabric.leaf(1)
            try await Stranger.connect(
                fabric, to: Int(porch.address.port), try Stranger.configuration(leaf), asking: "AM-2.test")
            try await porch.refused(.helloTimeout)
        }
    }

    /// What NIO does after an error of accept(2) that it does not know, such as EPERM.
    @Test func aListenerThatWasClosedListensAgain() async throws {
        try await Fabric.run { fabric in
            let porch = try await Porch(fabric, try await fabric.settings(2))
            try await porch.loseListener()
            try await porch.log.line("The link port accepts no peers; listening again")
            var connection: TCPConnection?
            let deadline = ContinuousClock.now + .seconds(10) * Patience.factor
            while connection == nil, ContinuousClock.now < deadline {
                connection = try? TCPConnection(to: porch.address)
                await Task.yield()
            }
            let again = try #require(connection)
            try again.send("G".utf8)
            #expect(try await isReset(again))
        }
    }
}
