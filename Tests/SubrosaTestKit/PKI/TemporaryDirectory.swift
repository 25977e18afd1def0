import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A directory under /tmp (mode 0700) that is removed, with all in it, when the last reference to it is gone.
package final class TemporaryDirectory: Sendable {
    /// Without a slash at the end.
    package let path: String

    package init() throws {
        var template = Array("/tmp/subrosa-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(what: "mkdtemp", code: errno) }
        self.path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// What a system call said.
    package struct Failure: Error {
        package let what: String
        package let code: Int32
    }

    /// The absolute path of `name` in the directory, whether it exists or not.
    package subscript(name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, replacing one that is there.
    /// - Returns: Its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String, mode: UInt32 = 0o644) throws -> String {
        try write(Array(text.utf8), to: name, mode: mode)
    }

    /// Writes a file, replacing one that is there.
    /// - Returns: Its absolute path.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: String, mode: UInt32 = 0o644) throws -> String {
        let path = self[name]
        try Data(bytes).write(to: URL(filePath: path))
        guard chmod(path, mode) == 0 else { throw Failure(what: "chmod", code: errno) }
        return path
    }
}

/// Runs `body` with a new directory, which is removed when `body` has returned or thrown.
package func withTemporaryDirectory<T>(_ body: (TemporaryDirectory) async throws -> T) async throws -> T {
    let directory = try TemporaryDirectory()
    let result = try await body(directory)
    withExtendedLifetime(directory) {}
    return result
}
