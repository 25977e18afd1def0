import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The process that holds a socket, found through /proc. Best effort: other users' processes cannot be looked into
/// without privileges.
package struct SocketHolder: Equatable, Sendable, CustomStringConvertible {
    package let process: String
    package let pid: Int

    package var description: String { "\(process) (pid \(pid))" }

    /// - Parameter ip: the address that could not be bound; a socket on the wildcard address holds it too.
    package static func find(_ transport: BindFailure.Transport, ip: IPAddress, port: UInt16) -> SocketHolder? {
        let sockets = ProcNetSocket.list(transport).filter {
            $0.port == port && ($0.ip == ip || $0.ip.isUnspecified || ip.isUnspecified)
                && (transport == .udp || $0.isListening)
        }
        guard !sockets.isEmpty else { return nil }
        return find(inodes: Set(sockets.map { "socket:[\($0.inode)]" }))
    }

    /// - Parameter inode: of a socket.
    static func find(inode: UInt64) -> SocketHolder? { find(inodes: ["socket:[\(inode)]"]) }

    private static func find(inodes: Set<String>) -> SocketHolder? {
        for entry in ProcFile.directory("/proc") {
            guard let pid = Int(entry) else { continue }
            let descriptors = "/proc/\(entry)/fd"
            let holds = ProcFile.directory(descriptors).contains { descriptor in
                ProcFile.link("\(descriptors)/\(descriptor)").map(inodes.contains) ?? false
            }
            guard holds else { continue }
            return SocketHolder(process: name(ofProcess: entry) ?? "a process", pid: pid)
        }
        return nil
    }

    /// The program's file name: `comm` is cut at 15 bytes, which makes `prometheus-aler` of an Alertmanager.
    private static func name(ofProcess pid: String) -> String? {
        let file = ProcFile.link("/proc/\(pid)/exe")?.split(separator: "/").last.map(String.init)
        return file ?? ProcFile.text("/proc/\(pid)/comm").map { String($0.prefix { $0 != "\n" }) }
    }
}
