import Foundation

/// The openssl program of this machine, if it has one.
package enum OpenSSL {
    /// Where it is; nil if there is none.
    package static let path = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }
    /// For the trait `.enabled(if:)`.
    package static var isInstalled: Bool { path != nil }

    /// It exited with a status other than zero.
    package struct Failure: Error {
        package let output: String
    }

    /// - Returns: What it wrote to both standard output and standard error.
    @discardableResult
    package static func run(_ arguments: String...) throws -> String { try run(arguments) }

    /// As ``run(_:)``, for arguments in an array.
    @discardableResult
    package static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: path ?? "/nonexistent")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(output: output) }
        return output
    }
}
