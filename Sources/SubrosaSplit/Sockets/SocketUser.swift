import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Who is at the other end of a Unix-domain socket, as the kernel took note of it: of who connected, in that moment; of
/// who listens, when that process called listen(2) (`SO_PEERCRED`, unix(7)).
package struct SocketUser: Hashable, Sendable {
    /// 0 if the process cannot be seen from here: it is in another PID namespace.
    package let pid: Int32
    /// Of a user of another user namespace that has no number in this one: ``overflow``.
    package let uid: UInt32
    package let gid: UInt32

    /// The number that stands for every user without a number in this user namespace (user_namespaces(7)). It is mostly also
    /// that of the user `nobody`: the two cannot be told apart.
    package static let overflow: UInt32 = readOverflow() ?? 65_534

    /// As the kernel has it: `struct ucred` (unix(7)).
    private struct Credentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }

    package init(pid: Int32, uid: UInt32, gid: UInt32) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
    }

    /// The other end of a channel that is connected or accepted. To be called on its event loop.
    ///
    /// - Returns: nil if the channel is closed, or no Unix-domain socket.
    package init?(ofOtherEnd channel: any Channel) {
        guard let channel = channel as? any SocketOptionProvider else { return nil }
        let asked: EventLoopFuture<Credentials> = channel.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        // On its event loop the option is read at once.
        var answer: Credentials?
        asked.assumeIsolated().whenSuccess { answer = $0 }
        guard let answer else { return nil }
        self.init(answer)
    }

    /// - Parameter descriptor: of a connected socket.
    init?(ofOtherEnd descriptor: CInt) {
        var answer = Credentials()
        var length = socklen_t(MemoryLayout<Credentials>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &answer, &length) == 0 else { return nil }
        self.init(answer)
    }

    private init?(_ credentials: Credentials) {
        // What the kernel says of a socket without another end.
        guard credentials.uid != UInt32.max else { return nil }
        self.init(pid: credentials.pid, uid: credentials.uid, gid: credentials.gid)
    }

    /// For a message: `user 4711, python3.11 (pid 815)`. Looks into /proc.
    package var text: String {
        let user = uid == Self.overflow ? "user \(uid) (nobody, or a user of another user namespace)" : "user \(uid)"
        guard pid > 0 else { return "\(user), a process that cannot be seen from here" }
        return "\(user), \(program ?? "a process") (pid \(pid))"
    }

    /// The program's file name. Best effort: the process may have ended, and its number may be another's by now. Whose program
    /// it is chose the name, so one that could be mistaken for something else is not shown.
    private var program: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/\(pid)/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let bytes = buffer.prefix(count).map(UInt8.init(bitPattern:))
        guard let name = bytes.split(separator: UInt8(ascii: "/")).last, name.count <= 64,
            name.allSatisfy(Self.isPlain)
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func readOverflow() -> UInt32? {
        let descriptor = open("/proc/sys/kernel/overflowuid", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return UInt32(String(decoding: buffer.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
