import SubrosaTestKit
import Testing

@testable import SubrosaChild

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite(.enabled(if: geteuid() == 0, "only root may give files away"))
struct OwnedDirectoryTests {
    private let user = ChildUser(uid: 54_321, gid: 54_322, groups: [])

    private func owner(_ path: String) -> [UInt32] {
        var status = stat()
        return lstat(path, &status) == 0 ? [status.st_uid, status.st_gid] : []
    }

    @Test func theDirectoryAndAllInItAreHandedOver() async throws {
        try await withTemporaryDirectory { directory in
            mkdir(directory["data"], 0o755)
            mkdir(directory["data/inner"], 0o700)
            try directory.write("x", to: "data/inner/file")
            try OwnedDirectory.hand(directory["data"], to: user)
            for name in ["data", "data/inner", "data/inner/file"] {
                #expect(owner(directory[name]) == [54_321, 54_322], "\(name)")
            }
            #expect(owner(directory.path) != [54_321, 54_322])
        }
    }

    @Test func whatALinkPointsToIsNot() async throws {
        try await withTemporaryDirectory { directory in
            mkdir(directory["data"], 0o755)
            mkdir(directory["elsewhere"], 0o755)
            try directory.write("x", to: "elsewhere/file")
            symlink(directory["elsewhere"], directory["data/link"])
            symlink(directory["elsewhere/file"], directory["data/file"])
            try OwnedDirectory.hand(directory["data"], to: user)
            #expect(owner(directory["data/link"]) == [54_321, 54_322], "the link itself")
            #expect(owner(directory["elsewhere"]) == [0, 0])
            #expect(owner(directory["elsewhere/file"]) == [0, 0])
            #expect(throws: CommandFailure.self) { try OwnedDirectory.hand(directory["data/link"], to: user) }
        }
    }

    @Test func aFileWithASecondNameIsRefused() async throws {
        try await withTemporaryDirectory { directory in
            mkdir(directory["data"], 0o755)
            try directory.write("x", to: "secret")
            link(directory["secret"], directory["data/mine"])
            #expect(throws: CommandFailure.self) { try OwnedDirectory.hand(directory["data"], to: user) }
            #expect(owner(directory["secret"]) == [0, 0])
        }
    }

    @Test func whatIsNoDirectoryOrTooDeepIsRefused() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("x", to: "file")
            for name in ["file", "nothing"] {
                let failure = #expect(throws: CommandFailure.self) {
                    try OwnedDirectory.hand(directory[name], to: user)
                }
                #expect(failure?.description.hasPrefix("--child.own: cannot hand '\(directory[name])'") == true)
            }
            var path = "deep"
            for _ in 0...OwnedDirectory.depthLimit + 1 {
                mkdir(directory[path], 0o755)
                path += "/d"
            }
            #expect(throws: CommandFailure.self) { try OwnedDirectory.hand(directory["deep"], to: user) }
        }
    }
}
