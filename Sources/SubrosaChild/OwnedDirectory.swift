import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A directory that is handed to the command's user before the command starts: a volume that the container's runtime
/// made for root.
package enum OwnedDirectory {
    /// A data directory has fewer files than that; `/` has more.
    static let entryLimit = 100_000
    static let depthLimit = 32

    /// Gives the directory and all in it to the user. Symbolic links are handed over themselves and never followed; other
    /// file systems below are not entered; what has that owner already is left alone.
    package static func hand(_ path: String, to user: ChildUser) throws(CommandFailure) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw failure(path, SystemMessage.text(errno), "create the directory; a symbolic link is not followed")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, give(status, to: user, { fchown(descriptor, user.uid, user.gid) }) else {
            let error = errno
            close(descriptor)
            throw failure(path, SystemMessage.text(error), "start subrosa as root")
        }
        var count = 0
        try walk(descriptor, path, device: status.st_dev, depth: 0, count: &count, user)
    }

    /// Takes the descriptor over.
    private static func walk(
        _ descriptor: Int32, _ path: String, device: dev_t, depth: Int, count: inout Int, _ user: ChildUser
    ) throws(CommandFailure) {
        guard let directory = fdopendir(descriptor) else {
            let error = errno
            close(descriptor)
            throw failure(path, SystemMessage.text(error), "start subrosa as root")
        }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
            let text = "\(path)/\(String(decoding: name, as: UTF8.self))"
            count += 1
            guard count <= entryLimit, depth < depthLimit else {
                throw failure(
                    path, "it has more than \(entryLimit) entries or is deeper than \(depthLimit) directories",
                    "name the command's own data directory, or chown it before the start")
            }
            let terminated = name.map(CChar.init(bitPattern:)) + [0]
            var status = stat()
            guard fstatat(descriptor, terminated, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                if errno == ENOENT { continue }
                throw failure(text, SystemMessage.text(errno), "start subrosa as root")
            }
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            // Somebody who may write here could have made a second name for another's file, to be given that too.
            guard isDirectory || status.st_nlink == 1 || isOwned(status, by: user) else {
                throw failure(text, "the file has more than one name (hard links)", "chown it, if that is meant")
            }
            guard
                give(status, to: user, { fchownat(descriptor, terminated, user.uid, user.gid, AT_SYMLINK_NOFOLLOW) })
            else { throw failure(text, SystemMessage.text(errno), "start subrosa as root") }
            guard isDirectory, status.st_dev == device else { continue }
            let inner = openat(descriptor, terminated, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard inner >= 0 else { throw failure(text, SystemMessage.text(errno), "try again") }
            try walk(inner, text, device: device, depth: depth + 1, count: &count, user)
        }
    }

    private static func isOwned(_ status: stat, by user: ChildUser) -> Bool {
        status.st_uid == user.uid && status.st_gid == user.gid
    }

    private static func give(_ status: stat, to user: ChildUser, _ change: () -> Int32) -> Bool {
        isOwned(status, by: user) || change() == 0
    }

    private static func failure(_ path: String, _ why: String, _ remedy: String) -> CommandFailure {
        CommandFailure(
            status: 1,
            "--child.own: cannot hand \(UntrustedText.quoted(path)) to the command's user: \(why); \(remedy)")
    }
}
