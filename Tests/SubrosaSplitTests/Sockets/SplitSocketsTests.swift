import SubrosaTestKit
import Testing

@testable import SubrosaSplit

@Suite("The directory of the two sockets")
struct SplitSocketsTests {
    @Test func theTwoSocketsHaveTheirNamesInIt() throws {
        let sockets = try SplitSockets(directory: "/run/subrosa/edge/")
        #expect(sockets.host == "/run/subrosa/edge/host.sock")
        #expect(sockets.edge == "/run/subrosa/edge/edge.sock")
    }

    @Test func aPathThatLeavesNoRoomForThemIsRefused() throws {
        let longest = "/" + String(repeating: "d", count: 96)
        #expect(try SplitSockets(directory: longest).host.utf8.count == 107)
        #expect(throws: SplitSockets.Failure(directory: longest + "d", cause: .tooLong)) {
            try SplitSockets(directory: longest + "d")
        }
        #expect(throws: SplitSockets.Failure.self) { try SplitSockets(directory: "") }
        #expect(throws: SplitSockets.Failure.self) { try SplitSockets(directory: "/run\0/edge") }
    }

    @Test func itHasToBeThere() async throws {
        try await withTemporaryDirectory { directory in
            try SplitSockets(directory: directory.path).checkDirectory()
            let missing = directory["missing"]
            #expect(throws: SplitSockets.Failure(directory: missing, cause: .missing)) {
                try SplitSockets(directory: missing).checkDirectory()
            }
            let file = try directory.write("", to: "file")
            #expect(throws: SplitSockets.Failure(directory: file, cause: .noDirectory)) {
                try SplitSockets(directory: file).checkDirectory()
            }
        }
    }

    @Test func theMessageSaysWhatWhyAndWhatToDo() {
        #expect(
            SplitSockets.Failure(directory: "/run/x", cause: .missing).description
                == "cannot meet the other half in /run/x: there is no such directory; "
                + "create it, and let both halves see it: a volume or bind mount in the container")
    }
}
