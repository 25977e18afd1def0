import SubrosaTestKit
import Testing

@testable import SubrosaLocal

@Suite("Streams of the local Alertmanager")
struct StreamGateTests {
    /// What NIO does after an error of accept(2) that it does not know, such as EPERM.
    @Test func aListenerThatWasClosedListensAgain() async throws {
        try await LocalSide.run(0x7f_4f_06) { side in
            let first = try TCPConnection(to: side.peer)
            #expect(try await OnThread.run { try first.receive() } == [1])
            try await side.loseListener()
            try await side.log.line("A virtual address accepts no streams; listening again")
            #expect(throws: SystemError.self, "nobody would accept it") { try TCPConnection(to: side.peer) }
            var second: TCPConnection?
            let deadline = ContinuousClock.now + .seconds(10) * Patience.factor
            while second == nil, ContinuousClock.now < deadline {
                second = try? TCPConnection(to: side.peer)
                await Task.yield()
            }
            let again = try #require(second)
            #expect(try await OnThread.run { try again.receive() } == [1])
        }
    }
}
