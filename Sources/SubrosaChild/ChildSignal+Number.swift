import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension ChildSignal {
    /// Its number on this system.
    package var number: Int32 {
        switch self {
        case .hangup: SIGHUP
        case .interrupt: SIGINT
        case .quit: SIGQUIT
        case .userDefined1: SIGUSR1
        case .userDefined2: SIGUSR2
        case .terminate: SIGTERM
        }
    }
}
