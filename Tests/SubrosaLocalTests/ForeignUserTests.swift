import SubrosaPlumbing
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Streams of other users", .enabled(if: geteuid() == 0, "only root can open sockets as another user"))
struct ForeignUserTests {
    private static let users = LocalUsers(uids: [4_711])

    @Test func aStreamOfAUserInLocalUsersIsCarried() async throws {
        try await LocalSide.run(0x7f_4f_02, users: Self.users) { side in
            let stream = try TCPConnection(to: side.peer, from: side.alertmanager, user: 4_711)
            #expect(try await OnThread.run { try stream.receive() } == [1])
            #expect(try await side.failures(.foreignUser) == 0)
        }
    }

    @Test func aStreamOfAnybodyElseIsResetCountedAndLoggedOnce() async throws {
        try await LocalSide.run(0x7f_4f_03, users: Self.users) { side in
            // Kept, since it is by their sockets that the program is found.
            var streams: [TCPConnection] = []
            for _ in 0..<3 {
                let stream = try TCPConnection(to: side.peer, from: side.alertmanager, user: 4_712)
                streams.append(stream)
                await #expect(throws: SystemError(call: "recv", code: ECONNRESET)) {
                    try await OnThread.run { try stream.receive() }
                }
            }
            #expect(side.streams.all.isEmpty)
            #expect(try await side.failures(.foreignUser) == 3)
            let line = try await side.log.line("Stream failed", ["reason": "foreign_user"]).element
            #expect(line["err"]?.hasPrefix("user 4712, ") == true, "\(line)")
            #expect(line["err"]?.hasSuffix("(pid \(getpid()))") == true, "\(line)")
            #expect(side.log.all("Stream failed").count == 1)
            #expect(streams.count == 3)
        }
    }

    @Test func rootIsNoException() async throws {
        try await LocalSide.run(0x7f_4f_04, users: Self.users) { side in
            let stream = try TCPConnection(to: side.peer)
            await #expect(throws: SystemError.self) { try await OnThread.run { try stream.receive() } }
            #expect(side.streams.all.isEmpty)
        }
    }

    @Test func withoutLocalUsersEveryUserMay() async throws {
        try await LocalSide.run(0x7f_4f_05) { side in
            let stream = try TCPConnection(to: side.peer, user: 4_712)
            #expect(try await OnThread.run { try stream.receive() } == [1])
        }
    }

    @Test func namesAreLookedUpAndNumbersStandForThemselves() throws {
        #expect(try LocalUsers(named: ["root", "4711", "nobody"]).uids == [0, 4_711, 65_534])
        #expect(throws: UnknownAccount(.user, "no-such-user", in: "local_users")) {
            try LocalUsers(named: ["root", "no-such-user"])
        }
    }
}
