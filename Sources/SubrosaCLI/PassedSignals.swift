import Dispatch
import SubrosaChild
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The signals that a supervised command is to hear of, told as they come instead of having their effect here.
struct PassedSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ tell: @escaping @Sendable (ChildSignal) -> Void) {
        // A peer or an Alertmanager that goes away while it is written to is an error code, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
        sources = ChildSignal.allCases.map { which in
            signal(which.number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: which.number)
            source.setEventHandler { tell(which) }
            source.resume()
            return source
        }
    }

    /// Has every signal ignored from now on.
    func stop() { sources.forEach { $0.cancel() } }
}
