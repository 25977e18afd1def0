import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Programs that another user runs.
enum OtherUser {
    static let uid: UInt32 = 4_711
    /// For the trait `.enabled(if:)`.
    static let canBe =
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")

    /// Runs a Python program as ``uid``. It has ten seconds.
    ///
    /// - Parameter started: gets its process number once it has written its first line.
    /// - Returns: the lines that it wrote.
    static func run(
        _ program: String, _ arguments: String..., started: (Int32) async throws -> Void = { _ in }
    ) async throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments =
            ["--reuid=\(uid)", "--regid=\(uid)", "--clear-groups", "/usr/bin/python3", "-c", preamble + program]
            + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        defer { process.waitUntilExit() }
        let first = pipe.fileHandleForReading.availableData
        do { try await started(process.processIdentifier) } catch {
            process.terminate()
            throw error
        }
        let text = String(decoding: first + pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    private static let preamble = """
        import signal, socket, sys
        signal.alarm(10)
        s = socket.socket(socket.AF_UNIX)

        """
}
