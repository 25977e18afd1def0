import Foundation
import Testing

@testable import SubrosaConfig

@Suite struct ConfigFileTests {
    /// A directory that goes when the body ends.
    private func withDirectory(_ body: (URL) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "subrosa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory)
    }

    private func problem(_ path: String) -> ConfigProblem? {
        Fixtures.problems(of: ConfigLoader.load(path: path)).first
    }

    @Test func pathsAreRelativeToTheFileThatNamesThem() throws {
        try withDirectory { directory in
            let file = directory.appending(path: "subrosa.yml")
            let text = Fixtures.twoNodes.replacing("ca.pem", with: "/etc/ssl/ca.pem")
            try Data(text.utf8).write(to: file)
            let config = try ConfigLoader.load(path: file.path).get()
            #expect(config.file == file.path)
            #expect(config.tls.certificate.path == directory.path + "/node.pem")
            #expect(config.tls.certificate.written == "node.pem")
            #expect(config.tls.certificate.mark == Mark(line: 9, column: 14))
            #expect(config.tls.authority.path == "/etc/ssl/ca.pem")
        }
    }

    @Test(arguments: [
        ("node.pem", "subrosa.yml", "node.pem"), ("node.pem", "./subrosa.yml", "./node.pem"),
        ("tls/node.pem", "/etc/subrosa/subrosa.yml", "/etc/subrosa/tls/node.pem"),
        ("../node.pem", "etc/subrosa.yml", "etc/../node.pem"), ("/node.pem", "etc/subrosa.yml", "/node.pem"),
        ("node.pem", "/subrosa.yml", "/node.pem"),
    ])
    func resolves(_ path: String, besides file: String, to expected: String) {
        #expect(PathReader.resolve(path, besides: file) == expected)
    }

    @Test func aMissingFileIsNamedWithoutAPlace() {
        let problem = problem("/nonexistent/subrosa.yml")
        #expect(problem?.rule == .fileMissing)
        #expect(problem?.description.hasPrefix("/nonexistent/subrosa.yml: there is no such file: ") == true)
    }

    @Test func aDirectoryAndAPipeAreRefusedAtOnce() throws {
        try withDirectory { directory in
            #expect(problem(directory.path)?.rule == .fileNotRegular)
            let pipe = directory.appending(path: "pipe").path
            try #require(mkfifo(pipe, 0o600) == 0)
            #expect(problem(pipe)?.rule == .fileNotRegular)
        }
    }

    @Test func aFileAboveTheLimitIsNotReadToItsEnd() {
        // A file without end: reading stops at the limit. /dev/zero is refused as a device, so a sparse file it is.
        #expect(throws: Never.self) {
            try withDirectory { directory in
                let file = directory.appending(path: "large.yml").path
                try #require(FileManager.default.createFile(atPath: file, contents: nil))
                try #require(truncate(file, 1 << 40) == 0)
                #expect(problem(file)?.rule == .fileTooLarge)
            }
        }
    }

    /// As an ordinary user; root may read anything, so for root this shows nothing.
    @Test(.enabled(if: geteuid() != 0)) func anUnreadableFileIsCalledSo() throws {
        try withDirectory { directory in
            let file = directory.appending(path: "subrosa.yml")
            try Data(Fixtures.twoNodes.utf8).write(to: file)
            try #require(chmod(file.path, 0) == 0)
            #expect(problem(file.path)?.rule == .fileUnreadable)
        }
    }

    @Test func aPathTooLongOrCircularIsUnreadable() throws {
        try withDirectory { directory in
            let loop = directory.appending(path: "loop").path
            try #require(symlink(loop, loop) == 0)
            #expect(problem(loop)?.rule == .fileUnreadable)
        }
    }
}
