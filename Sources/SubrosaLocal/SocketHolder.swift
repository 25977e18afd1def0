import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The process that holds a socket, found through /proc. Best effort: other users' processes cannot be looked into
/// without privileges.
package struct SocketHolder: Hashable, Sendable, CustomStringConvertible {
    package let process: String
    package let pid: Int

    package init(process: String, pid: Int) {
        self.process = process
        self.pid = pid
    }

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

    /// Who holds which of several sockets, found in one walk through all processes.
    ///
    /// - Returns: by inode; without those whose process cannot be seen.
    static func all(of inodes: Set<UInt64>) -> [UInt64: SocketHolder] {
        let wanted = Dictionary(uniqueKeysWithValues: inodes.map { ("socket:[\($0)]", $0) })
        var found: [UInt64: SocketHolder] = [:]
        for entry in ProcFile.directory("/proc") {
            guard let pid = Int(entry), found.count < inodes.count else { continue }
            let descriptors = "/proc/\(entry)/fd"
            let held = ProcFile.directory(descriptors).compactMap { descriptor in
                ProcFile.link("\(descriptors)/\(descriptor)").flatMap { wanted[$0] }
            }
            guard !held.isEmpty else { continue }
            let holder = SocketHolder(process: name(ofProcess: entry) ?? "a process", pid: pid)
            // A child may have inherited the socket; the first one found is its parent as a rule.
            for inode in held where found[inode] == nil { found[inode] = holder }
        }
        return found
    }

    /// The program's file name: `comm` is cut at 15 bytes, which makes `prometheus-aler` of an Alertmanager.
    static func name(ofProcess pid: String) -> String? {
        let file = ProcFile.link("/proc/\(pid)/exe")?.split(separator: "/").last.map(String.init)
        return file ?? ProcFile.text("/proc/\(pid)/comm").map { String($0.prefix { $0 != "\n" }) }
    }
}
