import SubrosaTestKit
import Testing

@testable import SubrosaSplit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("The file of a socket")
struct SocketFileTests {
    private static let permissions = SocketPermissions()

    @Test func aSocketThatNobodyListensOnIsReplaced() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            try UnixSocket.leaveStale(at: path)
            let claim = try SocketFile.claim(path, permissions: Self.permissions)
            defer { claim.abandon() }
            _ = try UnixSocket(to: path)
            #expect(claim.file.isStillThere)
        }
    }

    @Test func aLiveOneIsNeverStolen() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            let claim = try SocketFile.claim(path, permissions: Self.permissions)
            defer { claim.abandon() }
            let before = FileStatus(path)
            let me = SocketUser(pid: getpid(), uid: geteuid(), gid: getegid())
            #expect(throws: SocketFileFailure(path: path, cause: .served(by: me))) {
                try SocketFile.claim(path, permissions: Self.permissions)
            }
            #expect(FileStatus(path) == before)
            _ = try UnixSocket(to: path)
        }
    }

    @Test func aLiveOneIsNotStolenEitherWhenItIsTooBusyToBeConnectedTo() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            let busy = try UnixSocket(at: path, backlog: 0)
            let first = try UnixSocket(to: path, waits: false)
            #expect(throws: SocketFileFailure(path: path, cause: .served(by: nil))) {
                try SocketFile.claim(path, permissions: Self.permissions)
            }
            withExtendedLifetime((busy, first)) {}
            #expect(FileStatus(path) != nil)
        }
    }

    @Test func ofManyWhoWantItAtOnceExactlyOneGetsIt() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            for _ in 0..<10 {
                try UnixSocket.leaveStale(at: path)
                let gate = Gate()
                let claims = try await withThrowingTaskGroup(of: SocketFile.Claim?.self) { group in
                    for _ in 0..<16 {
                        group.addTask {
                            try await OnThread.run {
                                gate.pass()
                                do throws(SocketFileFailure) {
                                    return try SocketFile.claim(
                                        path, permissions: Self.permissions, patience: .seconds(10 * Patience.factor))
                                } catch {
                                    guard case .served = error.cause else { throw error }
                                    return nil
                                }
                            }
                        }
                    }
                    gate.open()
                    return try await group.reduce(into: []) { $0.append($1) }.compactMap(\.self)
                }
                #expect(claims.count == 1)
                #expect(claims.first?.file.isStillThere == true)
                for claim in claims { claim.abandon() }
            }
        }
    }

    @Test func whatIsNoSocketStays() async throws {
        try await withTemporaryDirectory { directory in
            let stale = directory["elsewhere.sock"]
            try UnixSocket.leaveStale(at: stale)
            try directory.write("precious", to: "file")
            mkdir(directory["directory"], 0o700)
            mkfifo(directory["pipe"], 0o600)
            symlink(stale, directory["link"])
            let datagrams = try UnixSocket(at: directory["datagrams"], backlog: nil, isStream: false)
            for (name, kind) in [
                ("file", "a file"), ("directory", "a directory"), ("pipe", "a named pipe"), ("link", "a symbolic link"),
                ("datagrams", "a socket of another type"),
            ] {
                let path = directory[name]
                let before = try #require(FileStatus(path))
                #expect(throws: SocketFileFailure(path: path, cause: .occupied(kind))) {
                    try SocketFile.claim(path, permissions: Self.permissions)
                }
                #expect(FileStatus(path) == before)
            }
            withExtendedLifetime(datagrams) {}
            #expect(FileStatus(stale) != nil)
        }
    }

    @Test func itHasItsPermissionsFromTheFirstMomentAtWhichAnybodyCanConnect() async throws {
        let isRoot = geteuid() == 0
        let permissions = SocketPermissions(
            owner: isRoot ? 4_711 : nil, group: isRoot ? 4_712 : getegid(), mode: 0o620)
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            for _ in 0..<50 {
                async let seen = OnThread.run {
                    let end = ContinuousClock.now + .seconds(10 * Patience.factor)
                    while ContinuousClock.now < end {
                        if (try? UnixSocket(to: path)) != nil { return FileStatus(path) }
                    }
                    return nil
                }
                let claim = try await OnThread.run { try SocketFile.claim(path, permissions: permissions) }
                let status = try #require(try await seen)
                #expect(status.isSocket)
                #expect(status.mode == 0o620)
                #expect(status.owner == (isRoot ? 4_711 : geteuid()))
                #expect(status.group == (isRoot ? 4_712 : getegid()))
                claim.abandon()
            }
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may give files away"))
    func givingItAwayNeedsPrivilegesAndLeavesNothingBehind() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            #expect(throws: SocketFileFailure(path: path, cause: .owner(0, nil, EPERM))) {
                try SocketFile.claim(path, permissions: SocketPermissions(owner: 0))
            }
            #expect(FileStatus(path) == nil)
        }
    }

    @Test func itsDescriptorDoesNotBlockAndIsNotPassedOn() async throws {
        try await withTemporaryDirectory { directory in
            let claim = try SocketFile.claim(directory["host.sock"], permissions: Self.permissions)
            defer { claim.abandon() }
            #expect(fcntl(claim.descriptor, F_GETFD) & FD_CLOEXEC != 0)
            #expect(fcntl(claim.descriptor, F_GETFL) & O_NONBLOCK != 0)
        }
    }

    @Test func itIsRemovedOnlyIfItIsStillTheSame() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            let first = try SocketFile.claim(path, permissions: Self.permissions)
            close(first.descriptor)
            let second = try SocketFile.claim(path, permissions: Self.permissions)
            #expect(!first.file.isStillThere)
            #expect(!first.file.remove())
            #expect(second.file.isStillThere)
            #expect(second.file.remove())
            #expect(FileStatus(path) == nil)
            close(second.descriptor)
        }
    }

    @Test func itSeesThatItHasVanished() async throws {
        try await withTemporaryDirectory { directory in
            let home = directory["edge"]
            let path = home + "/host.sock"
            mkdir(home, 0o700)
            let claim = try SocketFile.claim(path, permissions: Self.permissions)
            defer { claim.abandon() }
            unlink(path)
            #expect(!claim.file.isStillThere)
            try UnixSocket.leaveStale(at: path)
            #expect(!claim.file.isStillThere)
            unlink(path)
            rmdir(home)
            #expect(!claim.file.isStillThere)
        }
    }

    @Test func whoeverHoldsTheDirectoryIsWaitedForButNotForever() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory["host.sock"]
            let holder = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            #expect(flock(holder, LOCK_EX) == 0)
            #expect(throws: SocketFileFailure(path: path, cause: .locked)) {
                try SocketFile.claim(path, permissions: Self.permissions, patience: .milliseconds(20))
            }
            close(holder)
            try SocketFile.claim(path, permissions: Self.permissions).abandon()
        }
    }

    @Test func aDirectoryThatIsNotThereIsAnError() {
        #expect(throws: SocketFileFailure(path: "/nonexistent/host.sock", cause: .directory(ENOENT))) {
            try SocketFile.claim("/nonexistent/host.sock", permissions: Self.permissions)
        }
    }

    @Test func aPathThatIsTooLongIsAnError() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory[String(repeating: "s", count: 100)]
            #expect(throws: SocketFileFailure(path: path, cause: .bind(ENAMETOOLONG))) {
                try SocketFile.claim(path, permissions: Self.permissions)
            }
        }
    }

    @Test func messagesSayWhatWhyAndWhatToDo() {
        #expect(
            SocketFileFailure(path: "/run/e/host.sock", cause: .owner(4_711, 0, EPERM)).description
                == "cannot listen on /run/e/host.sock: it cannot be given to user 4711 and group 0: Operation not permitted; "
                + "start Subrosa as root (or with CAP_CHOWN), or leave the owner as it is")
        #expect(
            SocketFileFailure(path: "/run/e/host.sock", cause: .mode(0o660, EROFS)).why
                == "it cannot be given the mode 0660: Read-only file system")
    }
}
