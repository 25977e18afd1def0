#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The number of files and sockets that the process may have open.
enum DescriptorLimit {
    /// Takes all that the hard limit allows, as Go programs do: the usual soft limit of 1,024 is no protection, and a
    /// cluster with many streams under way needs more.
    static func raise() {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
