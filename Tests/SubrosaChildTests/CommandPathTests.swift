import SubrosaTestKit
import Testing

@testable import SubrosaChild

@Suite struct CommandPathTests {
    private func status(_ name: String, _ searchPath: String) -> Int32? {
        do {
            _ = try CommandPath.find(name, searchPath: searchPath)
            return nil
        } catch { return error.status }
    }

    @Test func theFirstProgramInThePathIsTaken() async throws {
        try await withTemporaryDirectory { first in
            try await withTemporaryDirectory { second in
                try first.write("", to: "am", mode: 0o644)
                try second.write("", to: "am", mode: 0o755)
                let path = "/nonexistent:\(first.path):\(second.path)"
                #expect(try CommandPath.find("am", searchPath: path) == second["am"])
                #expect(try CommandPath.find(second["am"], searchPath: "") == second["am"])
                #expect(status("am", first.path) == 126, "it is there but cannot be executed")
                #expect(status(first["am"], path) == 126)
                #expect(status(first.path, path) == 126, "a directory")
                #expect(status("other", path) == 127)
                #expect(status(first["other"], path) == 127)
                #expect(status("am", "") == 127)
            }
        }
    }
}
