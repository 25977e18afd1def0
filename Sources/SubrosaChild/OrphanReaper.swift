import CProcess

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What process 1 of a container owes the others: whose parent has ended is its child, and stays in the table of
/// processes until somebody has asked for its status. Elsewhere there is an init that does it.
enum OrphanReaper {
    /// An orphan is looked for this often. (Not on SIGCHLD, which would have to be taken from swift-subprocess.)
    static let interval = Duration.seconds(1)

    /// Whether orphans come to this process.
    static var isNeeded: Bool { getpid() == 1 }

    /// Reaps for as long as the process lives.
    ///
    /// - Parameter child: whose status belongs to somebody else.
    static func reapForEver(except child: pid_t) async {
        while (try? await Task.sleep(for: interval)) != nil { reap(except: child) }
    }

    private static func reap(except child: pid_t) {
        while true {
            var info = siginfo_t()
            guard waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return }
            let pid = subrosa_signalled_process(&info)
            // The child comes first as long as its status has not been asked for; that will be a moment.
            guard pid != 0, pid != child else { return }
            var status: Int32 = 0
            waitpid(pid, &status, WNOHANG)
        }
    }
}
