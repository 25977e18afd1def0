import SubrosaTestKit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@testable import SubrosaSplit

/// A blocking Unix-domain socket that closes itself. Nothing on it waits longer than `Socket.patience`.
final class UnixSocket: Sendable {
    let descriptor: CInt

    private init(descriptor: CInt) throws {
        guard descriptor >= 0 else { throw SystemError(call: "socket", code: errno) }
        self.descriptor = descriptor
        var limit = timeval(tv_sec: Socket.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Connects.
    ///
    /// - Parameter waits: for room, if too many wait to be accepted.
    convenience init(to path: String, waits: Bool = true) throws {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        try self.init(descriptor: socket(AF_UNIX, waits ? type : type | CInt(SOCK_NONBLOCK.rawValue), 0))
        guard UnixAddress.call(path, { connect(descriptor, $0, $1) }) == 0 else {
            throw SystemError(call: "connect", code: errno)
        }
    }

    /// Binds.
    ///
    /// - Parameter backlog: to listen with; nil: it does not listen.
    convenience init(at path: String, backlog: CInt?, isStream: Bool = true) throws {
        let type = CInt(isStream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        try self.init(descriptor: socket(AF_UNIX, type, 0))
        guard UnixAddress.call(path, { bind(descriptor, $0, $1) }) == 0 else {
            throw SystemError(call: "bind", code: errno)
        }
        if let backlog, listen(descriptor, backlog) != 0 { throw SystemError(call: "listen", code: errno) }
    }

    deinit { close(descriptor) }

    /// Leaves a file on which nobody listens, as a process does that has been killed.
    static func leaveStale(at path: String) throws { _ = try UnixSocket(at: path, backlog: 1) }

    func accept() throws -> UnixSocket {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else { throw SystemError(call: "accept", code: errno) }
        return try UnixSocket(descriptor: accepted)
    }

    /// - Returns: what comes next; empty at the end, also if that is an abrupt one.
    func receive() throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1_024)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 || errno == ECONNRESET else { throw SystemError(call: "recv", code: errno) }
        return Array(bytes.prefix(max(0, count)))
    }

    func send(_ bytes: [UInt8]) throws {
        guard Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw SystemError(call: "send", code: errno)
        }
    }
}
