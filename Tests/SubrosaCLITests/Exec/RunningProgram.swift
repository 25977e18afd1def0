import Foundation
import Synchronization
import SubrosaTestKit

/// A program in a process of its own; what it says on standard output and error is recorded line by line.
final class RunningProgram: Sendable {
    let lines = Record<String>()
    let pid: pid_t
    private let ends = Record<Int32>()

    init(_ words: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        process.terminationHandler = { [ends] process in
            let isSignal = process.terminationReason == .uncaughtSignal
            ends.append(process.terminationStatus + (isSignal ? 128 : 0))
        }
        try process.run()
        pid = process.processIdentifier
        let descriptor = pipe.fileHandleForReading
        OnThread.start { [lines] in
            var rest = Data()
            while case let data = descriptor.availableData, !data.isEmpty {
                rest += data
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    lines.append(String(decoding: rest[..<end], as: UTF8.self))
                    rest = Data(rest[(end + 1)...])
                }
            }
        }
    }

    deinit { if ends.all.isEmpty { Foundation.kill(pid, SIGKILL) } }

    func send(_ number: Int32) { Foundation.kill(pid, number) }

    /// Waits for a line that is `text`.
    func waitForLine(_ text: String) async throws {
        try await lines.first("the line \(text)", within: .seconds(20)) { $0 == text }
    }

    /// - Returns: its exit status, 128+n if signal n ended it.
    func status() async throws -> Int32 {
        try await ends.first("the end of the program", within: .seconds(20)) { _ in true }.element
    }
}
