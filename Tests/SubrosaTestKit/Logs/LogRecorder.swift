import Logging

/// A log that a test can read and wait for.
package struct LogRecorder: Sendable {
    package struct Line: Sendable, CustomStringConvertible {
        package let level: Logger.Level
        package let message: String
        package let fields: [String: String]

        package subscript(field: String) -> String? { fields[field] }

        package var description: String {
            "\(level) \(message) " + fields.sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " ")
        }
    }

    package let lines = Record<Line>()

    package init() {}

    /// Everything down to debug goes into ``lines``.
    package var logger: Logger { Logger(label: "test") { _ in Handler(lines: lines) } }

    /// Waits for a line with this message and these fields.
    ///
    /// - Parameter start: the position to look from; that behind the line is returned with it.
    @discardableResult
    package func line(
        _ message: String, _ fields: [String: String] = [:], from start: Int = 0, within limit: Duration = .seconds(10)
    ) async throws -> (element: Line, next: Int) {
        try await lines.first("the log line '\(message)' \(fields)", from: start, within: limit) { line in
            line.message == message && fields.allSatisfy { line.fields[$0.key] == $0.value }
        }
    }

    package func all(_ message: String) -> [Line] { lines.all.filter { $0.message == message } }

    private struct Handler: LogHandler {
        let lines: Record<Line>
        var logLevel = Logger.Level.debug
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
            lines.append(Line(level: event.level, message: "\(event.message)", fields: fields))
        }
    }
}
