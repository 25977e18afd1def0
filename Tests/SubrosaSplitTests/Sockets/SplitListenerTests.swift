import NIOCore
import SubrosaTestKit
import Testing

@testable import SubrosaSplit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Listening for the other half")
struct SplitListenerTests {
    /// Nobody who is here.
    private static let strangers = AllowedUsers(listed: [4_700])

    @Test func theOtherHalfIsLetIn() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) { side in
                let client = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try client.receive() } == [1])
                #expect(try await side.connections() == 1)
            }
        }
    }

    @Test func strangersAreClosedAtOnceCountedAndLoggedOnce() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"], users: Self.strangers) { side in
                for _ in 0..<3 {
                    let client = try UnixSocket(to: directory["s"])
                    #expect(try await OnThread.run { try client.receive() }.isEmpty)
                }
                #expect(try await side.refusals(.foreignUser) == 3)
                #expect(try await side.connections() == 0)
                let lines = side.log.all("Split connection refused")
                #expect(lines.count == 1)
                #expect(lines.first?["err"]?.hasPrefix("user \(geteuid())") == true, "\(lines)")
                #expect(lines.first?["err"]?.contains("(pid \(getpid()))") == true, "\(lines)")
                #expect(lines.first?["err"]?.hasSuffix("allowed: user 4700") == true, "\(lines)")
            }
        }
    }

    @Test(.enabled(if: OtherUser.canBe, "only root can be another user"), arguments: [true, false])
    func anotherUserIsLetInIfListed(_ isListed: Bool) async throws {
        try await withTemporaryDirectory { directory in
            chmod(directory.path, 0o755)
            let users = AllowedUsers(listed: isListed ? [OtherUser.uid] : [geteuid()])
            try await ListeningSide.run(directory["s"], users: users, permissions: SocketPermissions(mode: 0o666)) {
                side in
                let program = """
                    s.connect(sys.argv[1])
                    try: print(len(s.recv(1)))
                    except ConnectionResetError: print(0)
                    """
                let lines = try await OtherUser.run(program, directory["s"])
                let refusals = try await side.refusals(.foreignUser)
                #expect(lines == (isListed ? ["1"] : ["0"]))
                #expect(refusals == (isListed ? 0 : 1))
                let line = side.log.all("Split connection refused").first
                #expect(line?["err"]?.hasPrefix("user 4711, ") == (isListed ? nil : true), "\(line as Any)")
            }
        }
    }

    @Test func whoeverDoesNotSayWhatForIsClosedAndNobodyElse() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) {
                $0.patience = .milliseconds(200 * Int64(Patience.factor))
            } body: { side in
                let introduced = try UnixSocket(to: directory["s"])
                try introduced.send([2])
                try await side.heard.wait("its introduction") { $0 == [2] }
                let silent = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try silent.receive() } == [1])
                #expect(try await OnThread.run { try silent.receive() }.isEmpty)
                #expect(try await side.refusals(.preambleTimeout) == 1)
                try introduced.send([3])
                try await side.heard.wait("what it says later") { $0 == [2, 3] }
            }
        }
    }

    @Test func onlySoManyMayBeSilentAtOnce() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) {
                $0.waiting = 2
                $0.patience = .minutes(10)
            } body: { side in
                let first = try UnixSocket(to: directory["s"])
                let second = try UnixSocket(to: directory["s"])
                let third = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try third.receive() }.isEmpty)
                #expect(try await side.refusals(.tooManyWaiting) == 1)
                try first.send([2])
                try await side.heard.wait("the introduction of the first") { $0 == [2] }
                let fourth = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try fourth.receive() } == [1])
                withExtendedLifetime(second) {}
            }
        }
    }

    @Test func onlySoManyMayBeOpenAtOnce() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) {
                $0.connections = 8
                $0.patience = .minutes(10)
            } body: { side in
                let clients = try (0..<100).map { _ in try UnixSocket(to: directory["s"]) }
                let greeted = try await OnThread.run { try clients.map { try $0.receive() }.count { $0 == [1] } }
                #expect(greeted == 8)
                #expect(try await side.connections() == 8)
                #expect(try await side.refusals(.tooManyConnections) == 92)
                #expect(side.log.all("Split connection refused").count == 1)
            }
        }
    }

    @Test func aSocketThatSomebodyRemovedIsMadeAgain() async throws {
        try await withTemporaryDirectory { directory in
            let permissions = SocketPermissions(mode: 0o600)
            try await ListeningSide.run(directory["s"], permissions: permissions) { side in
                let before = try UnixSocket(to: directory["s"])
                try before.send([2])
                try await side.heard.wait("its introduction") { $0 == [2] }
                unlink(directory["s"])
                try await side.log.line("Split socket was lost; listening again")
                #expect(FileStatus(directory["s"])?.mode == 0o600)
                let after = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try after.receive() } == [1])
                try before.send([3])
                try await side.heard.wait("what the one before says") { $0 == [2, 3] }
            }
        }
    }

    @Test func aSocketThatAnotherServesByNowIsLeftToIt() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) { side in
                let other = try UnixSocket(at: directory["other"], backlog: 1_000)
                rename(directory["other"], directory["s"])
                let before = FileStatus(directory["s"])
                let line = try await side.log.line("Cannot listen on the split socket again").element
                #expect(line["why"]?.hasPrefix("another Subrosa serves it, user \(geteuid())") == true, "\(line)")
                try await side.close()
                #expect(FileStatus(directory["s"]) == before)
                withExtendedLifetime(other) {}
            }
        }
    }

    @Test func atTheEndTheSocketIsGoneAndWhoSaidWhatForStays() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) { side in
                let introduced = try UnixSocket(to: directory["s"])
                try introduced.send([2])
                try await side.heard.wait("its introduction") { $0 == [2] }
                let silent = try UnixSocket(to: directory["s"])
                #expect(try await OnThread.run { try silent.receive() } == [1])
                try await side.close()
                #expect(FileStatus(directory["s"]) == nil)
                #expect(try await OnThread.run { try silent.receive() }.isEmpty)
                try introduced.send([3])
                try await side.heard.wait("what it says later") { $0 == [2, 3] }
            }
        }
    }

    @Test func aSocketThatAnotherServesCannotBeOpened() async throws {
        try await withTemporaryDirectory { directory in
            try await ListeningSide.run(directory["s"]) { _ in
                await #expect(throws: SocketFileFailure.self) { try await ListeningSide.run(directory["s"]) { _ in } }
            }
        }
    }
}
