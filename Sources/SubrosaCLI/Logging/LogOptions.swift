import ArgumentParser
import Logging

/// `--log.level` and `--log.format`, as every Prometheus component has them.
struct LogOptions: ParsableArguments {
    enum Level: String, ExpressibleByArgument, CaseIterable {
        case debug, info, warn, error

        var logLevel: Logger.Level {
            switch self {
            case .debug: .debug
            case .info: .info
            case .warn: .warning
            case .error: .error
            }
        }
    }

    @Option(name: .customLong("log.level"), help: "Only log events of this severity or above.")
    var level = Level.info

    @Option(name: .customLong("log.format"), help: "How log lines are written.")
    var format = LogFormat.logfmt

    func logger(writer: LogWriter) -> Logger {
        let handler = PromslogHandler(level: level.logLevel, format: format, writer: writer)
        return Logger(label: "subrosa") { _ in handler }
    }
}
