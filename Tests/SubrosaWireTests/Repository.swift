import Foundation

/// Where the files that tests share with the documentation and the fuzz targets stand.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let vectors = root.appending(path: "Tests/SubrosaWireTests/Vectors")
    static let protocolDocument = root.appending(path: "docs/PROTOCOL.md")

    /// The inputs that `make fuzz` found worth keeping for a target, and those on which it once failed.
    static func fuzzInputs(_ target: String) throws -> [URL] {
        try ["corpus", "failures"].flatMap { folder in
            let directory = root.appending(path: "Fuzz/\(target)/\(folder)")
            guard FileManager.default.fileExists(atPath: directory.path) else { return [URL]() }
            return try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
                .filter { !$0.lastPathComponent.hasPrefix(".") }
        }
    }
}
