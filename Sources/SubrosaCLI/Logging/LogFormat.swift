import ArgumentParser

/// How a log line is written.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case logfmt
    case json
}
