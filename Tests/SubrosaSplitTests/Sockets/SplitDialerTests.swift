import NIOCore
import NIOPosix
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Dialling the other half")
struct SplitDialerTests {
    private static let own = AllowedUsers(listed: [geteuid()])

    private static let loop = MultiThreadedEventLoopGroup.singleton.next()

    /// Dials, and sends one byte at once. Of two dials the first has been tried before the second is.
    ///
    /// - Returns: nil if the dial succeeded.
    private static func start(
        _ path: String, users: AllowedUsers = own, patience: TimeAmount = .seconds(10 * Int64(Patience.factor))
    ) -> EventLoopFuture<SplitFailure?> {
        let promise = loop.makePromise(of: SplitFailure?.self)
        loop.execute {
            SplitDialer(path: path, users: users, patience: patience, loop: loop).dial { result in
                switch result {
                case .success(let channel):
                    channel.writeAndFlush(ByteBuffer(bytes: [7])).whenComplete { _ in channel.close(promise: nil) }
                    promise.succeed(nil)
                case .failure(let failure): promise.succeed(failure)
                }
            }
        }
        return promise.futureResult
    }

    private static func dial(_ path: String, users: AllowedUsers = own) async throws -> SplitFailure? {
        try await start(path, users: users).get()
    }

    @Test func itConnectsToTheOtherHalf() async throws {
        try await withTemporaryDirectory { directory in
            let server = try UnixSocket(at: directory["s"], backlog: 1)
            #expect(try await Self.dial(directory["s"]) == nil)
            #expect(try await OnThread.run { try server.accept().receive() } == [7])
        }
    }

    @Test func aStrangerWhoListensGetsNothing() async throws {
        try await withTemporaryDirectory { directory in
            let server = try UnixSocket(at: directory["s"], backlog: 1)
            let failure = try #require(try await Self.dial(directory["s"], users: AllowedUsers(listed: [4_700])))
            #expect(failure.reason == .foreignUser)
            #expect(failure.detail.hasPrefix("user \(geteuid())"), "\(failure)")
            #expect(failure.detail.hasSuffix("(pid \(getpid())); allowed: user 4700"), "\(failure)")
            #expect(try await OnThread.run { try server.accept().receive() }.isEmpty)
        }
    }

    @Test(.enabled(if: OtherUser.canBe, "only root can be another user"), arguments: [true, false])
    func anotherUserWhoListensIsConnectedToIfListed(_ isListed: Bool) async throws {
        try await withTemporaryDirectory { directory in
            chmod(directory.path, 0o777)
            let program = """
                s.bind(sys.argv[1])
                s.listen(1)
                print("listens", flush=True)
                c, _ = s.accept()
                print(len(c.recv(1)))
                """
            let users = AllowedUsers(listed: isListed ? [OtherUser.uid] : [geteuid()])
            let lines = try await OtherUser.run(program, directory["s"]) { pid in
                let failure = try await Self.dial(directory["s"], users: users)
                #expect(failure?.reason == (isListed ? nil : .foreignUser))
                let end = "(pid \(pid)); allowed: user \(geteuid())"
                if let failure {
                    #expect(failure.detail.hasPrefix("user 4711, ") && failure.detail.hasSuffix(end), "\(failure)")
                }
            }
            #expect(lines == ["listens", isListed ? "1" : "0"])
        }
    }

    @Test func aSocketThatIsNotThereOrStaleIsToldApart() async throws {
        try await withTemporaryDirectory { directory in
            #expect(try await Self.dial(directory["s"])?.reason == .notThere)
            try UnixSocket.leaveStale(at: directory["s"])
            #expect(try await Self.dial(directory["s"])?.reason == .refused)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may connect everywhere"))
    func aSocketThatThisUserMayNotWriteIsPermissionDenied() async throws {
        try await withTemporaryDirectory { directory in
            let server = try UnixSocket(at: directory["s"], backlog: 1)
            chmod(directory["s"], 0o400)
            #expect(try await Self.dial(directory["s"])?.reason == .permissionDenied)
            withExtendedLifetime(server) {}
        }
    }

    @Test func itWaitsForRoomWhileTooManyWaitToBeAccepted() async throws {
        try await withTemporaryDirectory { directory in
            let server = try UnixSocket(at: directory["s"], backlog: 0)
            let first = try UnixSocket(to: directory["s"])
            // As long as a busy machine takes to come to accepting.
            let patient = Self.start(directory["s"], patience: .seconds(60))
            let impatient = Self.start(directory["s"], patience: .milliseconds(50))
            #expect(try await impatient.get()?.reason == .timeout)
            _ = try await OnThread.run { try server.accept() }
            #expect(try await patient.get() == nil)
            withExtendedLifetime(first) {}
        }
    }

    @Test func aPathThatIsTooLongIsAnError() async throws {
        let path = "/" + String(repeating: "s", count: 107)
        #expect(try await Self.dial(path) == SplitFailure(.other, "File name too long"))
    }
}
