import FoundationEssentials
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing

@Suite struct NewFileTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func text(_ name: String) throws -> String {
        String(decoding: try BoundedFile(path: directory[name]).bytes, as: UTF8.self)
    }

    @Test func aFileThatExistsIsNotReplaced() throws {
        try directory.write("old", to: "f")
        #expect(throws: PKIFailure.self) { try NewFile.save("new", to: directory["f"], mode: 0o600) }
        #expect(try text("f") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["f"])
    }

    @Test func aFileIsReplacedWithItsNewModeIfAskedFor() throws {
        try directory.write("old", to: "f", mode: 0o644)
        try NewFile.save("new", to: directory["f"], mode: 0o600, replacing: true)
        #expect(try text("f") == "new")
        #expect(try BoundedFile(path: directory["f"]).mode == 0o600)
    }

    @Test func aSymbolicLinkIsNeitherFollowedNorReplaced() throws {
        try FileManager.default.createSymbolicLink(atPath: directory["f"], withDestinationPath: directory["target"])
        #expect(NewFile.exists(directory["f"]))
        #expect(throws: PKIFailure.self) { try NewFile.save("new", to: directory["f"], mode: 0o600) }
        #expect(!NewFile.exists(directory["target"]))
    }

    @Test func replacingALinkLeavesWhatItPointedTo() throws {
        try directory.write("old", to: "target")
        try FileManager.default.createSymbolicLink(atPath: directory["f"], withDestinationPath: directory["target"])
        try NewFile.save("new", to: directory["f"], mode: 0o600, replacing: true)
        #expect(try text("target") == "old")
        #expect(try text("f") == "new")
    }
}
