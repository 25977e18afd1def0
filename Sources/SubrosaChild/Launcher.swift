import SubrosaCore
import CProcess
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Becomes the command: what runs in the new process between fork and exec. It is a run of `subrosa` of its own, since
/// nothing but what is async-signal-safe may be called after the fork of a process with threads, and swift-subprocess
/// has no place for it.
package struct Launcher {
    private let path: String
    private let arguments: [String]
    private let parent: pid_t
    private let user: ChildUser?

    /// - Parameters:
    ///   - parent: the process number of the Subrosa that asked for it.
    ///   - user: to become, with these groups and without a way back.
    package init(
        path: String, arguments: [String], parent: pid_t, user: (uid: UInt32, gid: UInt32, groups: [UInt32])?
    ) {
        self.path = path
        self.arguments = arguments
        self.parent = parent
        self.user = user.map { ChildUser(uid: $0.uid, gid: $0.gid, groups: $0.groups) }
    }

    /// Replaces this process by the command.
    ///
    /// - Returns: only if that cannot be done; why.
    package func becomeCommand() -> CommandFailure {
        takeTerminal()
        if let user, let failure = become(user) { return failure }
        // After the change of the user, which clears it (prctl(2)). If Subrosa is killed, nothing would carry the
        // command's gossip or tell it to end, and it would hold the addresses that the next one needs.
        if subrosa_set_parent_death_signal(SIGTERM) != 0 { return failure("prctl") }
        guard getppid() == parent else {
            return CommandFailure(
                status: 126,
                "cannot start \(UntrustedText.quoted(path)): the subrosa that wanted it is gone; start that again")
        }
        for number in Int32(1)..<32 where number != SIGKILL && number != SIGSTOP { signal(number, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        // Of this thread, which is the one that goes on: threads of Dispatch block all signals.
        pthread_sigmask(SIG_SETMASK, &none, nil)

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        execv(path, &words)
        let error = errno
        for word in words { free(word) }
        return CommandFailure.ofExec(path, error: error)
    }

    /// The command has a process group of its own, so that what the terminal sends does not reach it twice, once from
    /// Subrosa; and the terminal, if there is one.
    private func takeTerminal() {
        setpgid(0, 0)
        guard isatty(STDIN_FILENO) == 1 else { return }
        signal(SIGTTOU, SIG_IGN)
        tcsetpgrp(STDIN_FILENO, getpid())
    }

    private func become(_ user: ChildUser) -> CommandFailure? {
        if geteuid() == 0 {
            // In this order: without root's rights the groups could not be changed any more.
            if setgroups(user.groups.count, user.groups) != 0 { return failure("setgroups") }
            if setgid(user.gid) != 0 { return failure("setgid") }
            if setuid(user.uid) != 0 { return failure("setuid") }
        }
        return subrosa_set_no_new_privileges() == 0 ? nil : failure("prctl")
    }

    private func failure(_ call: String) -> CommandFailure {
        CommandFailure(
            status: 126,
            "cannot start \(UntrustedText.quoted(path)): \(call): \(SystemMessage.text(errno)); let subrosa keep its "
                + "capabilities SETUID, SETGID and KILL, or leave out --child.user")
    }
}
