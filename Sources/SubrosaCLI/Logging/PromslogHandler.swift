import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// swift-log's back end: formats each event as ``LogLine`` and hands it to the writer.
struct PromslogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    private let writer: LogWriter

    init(level: Logger.Level, format: LogFormat, writer: LogWriter) {
        logLevel = level
        self.format = format
        self.writer = writer
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let file = event.file.split(separator: "/").last ?? "?"
        writer.write(
            LogLine.render(
                format, time: Self.now(), level: event.level, source: "\(file):\(event.line)",
                message: "\(event.message)", metadata: metadata.merging(event.metadata ?? [:]) { $1 }))
    }

    /// UTC with milliseconds, as RFC 3339 has it.
    private static func now() -> String {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        var parts = tm()
        gmtime_r(&time.tv_sec, &parts)
        func pad(_ value: Int, _ width: Int = 2) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(parts.tm_year + 1_900)-\(pad(Int(parts.tm_mon) + 1))-\(pad(Int(parts.tm_mday)))"
            + "T\(pad(Int(parts.tm_hour))):\(pad(Int(parts.tm_min))):\(pad(Int(parts.tm_sec)))"
            + ".\(pad(time.tv_nsec / 1_000_000, 3))Z"
    }
}
