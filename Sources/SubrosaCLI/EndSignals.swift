import Dispatch

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// SIGTERM and SIGINT as something to wait for.
struct EndSignals {
    private let stream: AsyncStream<String>
    private let sources: [any DispatchSourceSignal]
    private var hangup: (any DispatchSourceSignal)?

    init() {
        // A peer or an Alertmanager that goes away while it is written to is an error code, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(4))
        self.stream = stream
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield(name) }
            source.resume()
            return source
        }
    }

    /// The first signal that comes.
    func first() async -> String {
        for await name in stream { return name }
        return "none"
    }

    /// Has SIGHUP call something instead of ending the process.
    mutating func onHangup(_ handle: @escaping @Sendable () -> Void) {
        signal(SIGHUP, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: SIGHUP)
        source.setEventHandler(handler: handle)
        source.resume()
        hangup = source
    }

    /// From now on a signal has its usual effect: the process ends by it.
    func endAtOnceOnTheNext() {
        for source in sources { source.cancel() }
        signal(SIGTERM, SIG_DFL)
        signal(SIGINT, SIG_DFL)
    }
}
