import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Where the two halves of a node meet: two Unix-domain stream sockets in a directory that both see.
package struct SplitSockets: Hashable, Sendable {
    /// Without a slash at the end.
    package let directory: String

    /// Where the host half listens and the edge dials.
    package var host: String { "\(directory)/host.sock" }
    /// Where the edge listens and the host half dials.
    package var edge: String { "\(directory)/edge.sock" }

    /// - Parameter directory: its path; at most 97 bytes, so that the paths of the sockets fit into 107 (unix(7)).
    package init(directory: String) throws(Failure) {
        var path = directory[...]
        while path.count > 1, path.last == "/" { path.removeLast() }
        self.directory = String(path)
        guard !path.isEmpty, !path.utf8.contains(0) else { throw Failure(directory: directory, cause: .noPath) }
        guard UnixAddress.fits(host), UnixAddress.fits(edge) else {
            throw Failure(directory: self.directory, cause: .tooLong)
        }
    }

    /// Looks whether the directory is there, and is one.
    package func checkDirectory() throws(Failure) {
        var status = stat()
        guard stat(directory, &status) == 0 else {
            throw Failure(directory: directory, cause: errno == ENOENT ? .missing : .unreachable(errno))
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw Failure(directory: directory, cause: .noDirectory) }
    }

    /// A directory that the sockets cannot be in.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package enum Cause: Hashable, Sendable {
            case noPath
            case tooLong
            case missing
            case noDirectory
            /// With what stat(2) says.
            case unreachable(CInt)
        }

        package let directory: String
        package let cause: Cause

        /// One line: what, why, and what to do.
        package var description: String { "cannot meet the other half in \(directory): \(why); \(remedy)" }

        package var why: String {
            switch cause {
            case .noPath: "that is no path"
            case .tooLong:
                "the path has \(directory.utf8.count) bytes, and the system takes sockets only in directories with paths of at "
                    + "most \(UnixAddress.lengthLimit - "/host.sock".utf8.count)"
            case .missing: "there is no such directory"
            case .noDirectory: "that is no directory"
            case .unreachable(let error): SystemMessage.text(error)
            }
        }

        package var remedy: String {
            switch cause {
            case .noPath: "write the path of the directory"
            case .tooLong: "choose a shorter path, say /run/subrosa/edge"
            case .missing: "create it, and let both halves see it: a volume or bind mount in the container"
            case .noDirectory: "name the directory that the sockets are in, or are to be in"
            case .unreachable: "let the user of Subrosa enter it and the directories above it (chmod o+x, or chown)"
            }
        }
    }
}
