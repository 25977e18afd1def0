import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A path on which this process cannot listen.
package struct SocketFileFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Numbers are values of `errno`.
    package enum Cause: Hashable, Sendable {
        /// The directory cannot be opened.
        case directory(CInt)
        /// Somebody else holds the lock of the directory, and did so all the time.
        case locked
        /// Another process listens there; nil if it cannot be seen who.
        case served(by: SocketUser?)
        /// What is there is no socket.
        case occupied(String)
        /// There is a socket, and it cannot be told whether somebody listens on it.
        case unclear(CInt)
        /// Nobody listens on the socket there, but it cannot be removed.
        case stale(CInt)
        /// There can be no socket, or it cannot be bound there.
        case bind(CInt)
        case mode(UInt32, CInt)
        /// The owner and group that it would have got; nil for what it has.
        case owner(UInt32?, UInt32?, CInt)
        /// What was bound is not there any more, or not as it was bound.
        case replaced
    }

    package let path: String
    package let cause: Cause

    /// One line: what, why, and what to do.
    package var description: String { "cannot listen on \(path): \(why); \(remedy)" }

    package var why: String {
        switch cause {
        case .directory(let error): "its directory: \(SystemMessage.text(error))"
        case .locked: "another process has locked its directory"
        case .served(let user?): "another Subrosa serves it, \(user.text)"
        case .served(nil): "another Subrosa serves it"
        case .occupied(let kind): "there is \(kind)"
        case .unclear(let error):
            "there is a socket, and it cannot be told whether another Subrosa serves it: \(SystemMessage.text(error))"
        case .stale(let error):
            "there is a socket that nobody serves, and it cannot be removed: \(SystemMessage.text(error))"
        case .bind(let error): SystemMessage.text(error)
        case .mode(let mode, let error):
            "it cannot be given the mode 0\(String(mode, radix: 8)): \(SystemMessage.text(error))"
        case .owner(let owner, let group, let error):
            "it cannot be given to "
                + [owner.map { "user \($0)" }, group.map { "group \($0)" }].compactMap { $0 }.joined(separator: " and ")
                + ": \(SystemMessage.text(error))"
        case .replaced: "another process has removed or replaced it in the moment when it was made"
        }
    }

    package var remedy: String {
        switch cause {
        case .directory: "create the directory, and let the user of Subrosa read and enter it"
        case .locked: "find out which process it is (lslocks); Subrosa locks it only for a moment"
        case .served: "stop that one, or give each node a directory of its own"
        case .occupied:
            "move it away, or name another directory; Subrosa removes nothing but sockets that nobody serves"
        case .unclear(EACCES), .unclear(EPERM): "remove it if no Subrosa runs, or start Subrosa as its owner"
        case .unclear: "remove it if no Subrosa runs"
        case .stale, .bind(EACCES), .bind(EPERM), .bind(EROFS): "let the user of Subrosa write in the directory"
        case .bind(EMFILE), .bind(ENFILE): "raise the limit of open files (LimitNOFILE= in systemd)"
        case .bind: "look at the directory and its file system"
        case .mode: "put the directory on a file system of this machine, and let Subrosa see /proc"
        case .owner(_?, _, _): "start Subrosa as root (or with CAP_CHOWN), or leave the owner as it is"
        case .owner(nil, _, _):
            "name a group that the user of Subrosa is in, or start Subrosa as root (or with CAP_CHOWN)"
        case .replaced: "let nobody but the two halves write in the directory"
        }
    }
}
