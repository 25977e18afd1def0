/// When changed files are read again: once they have stayed as they are from one look to the next, so that several that
/// are written one after another are taken as one change. Pure.
///
/// Looked at, not listened to: inotify tells nothing of symbolic links further up the path, of network file systems and
/// of bind mounts (docs/decisions/0009-reload.md).
package struct FileWatch<Stamp: Equatable> {
    /// What was there when the files were last read, or tried to be.
    private var read: Stamp
    private var seen: Stamp

    package init(_ stamp: Stamp) {
        read = stamp
        seen = stamp
    }

    /// The files were read, or tried to be, for another reason.
    package mutating func wasRead(_ stamp: Stamp) { self = FileWatch(stamp) }

    /// - Returns: whether to read them now; that counts as done.
    package mutating func looked(_ stamp: Stamp) -> Bool {
        defer { seen = stamp }
        guard stamp != read, stamp == seen else { return false }
        read = stamp
        return true
    }
}
