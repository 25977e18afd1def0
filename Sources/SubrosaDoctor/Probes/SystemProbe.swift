import SubrosaLocal

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What the system grants Subrosa.
enum SystemProbe {
    /// - Parameter subrosa: the one that runs, if it was found.
    static func look(subrosa: SocketHolder?) -> SystemObservation {
        SystemObservation(
            fileLimit: subrosa.flatMap { SystemLimits.fileLimit(of: $0.pid) } ?? own,
            receiveBuffer: SystemLimits.largestReceiveBuffer())
    }

    /// `subrosa run` takes all that its hard limit allows.
    private static var own: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return UInt64(limit.rlim_max)
    }
}
