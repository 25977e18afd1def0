/// A signal that is passed on to a supervised command.
package enum ChildSignal: String, Hashable, Sendable, CaseIterable {
    case hangup = "SIGHUP"
    case interrupt = "SIGINT"
    case quit = "SIGQUIT"
    case userDefined1 = "SIGUSR1"
    case userDefined2 = "SIGUSR2"
    case terminate = "SIGTERM"

    /// Asks a program to end.
    package var asksToEnd: Bool { self == .terminate || self == .interrupt }

    /// With SIGQUIT: what a program makes of that is its own affair. Most end; some write down what they are doing and go
    /// on.
    package var isUsuallyTheEnd: Bool { asksToEnd || self == .quit }
}
