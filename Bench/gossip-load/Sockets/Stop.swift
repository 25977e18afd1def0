import Glibc

/// SIGTERM and SIGINT as an interrupted system call: servers look at `Stop.asked` when a call returns.
enum Stop {
    nonisolated(unsafe) private static var flag: sig_atomic_t = 0

    static var asked: Bool { flag != 0 }

    static func listen() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            Stop.flag = 1
            // Once more in a second, for a signal that came just before the server went into its call.
            alarm(1)
        }
        // No SA_RESTART: a blocked read has to return.
        for number in [SIGTERM, SIGINT, SIGALRM] { sigaction(number, &action, nil) }
    }
}
