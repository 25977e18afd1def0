#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A TCP connection with blocking calls.
package final class TCPConnection: Sendable {
    private let socket: Socket

    init(_ socket: Socket) { self.socket = socket }

    /// Connects, from `source` if it is given, and as if `user` had opened the socket (which only root may say).
    package convenience init(
        to target: LoopbackAddress, from source: LoopbackAddress? = nil, user: UInt32? = nil
    ) throws {
        let socket = try Socket(.tcp)
        if let user {
            _ = try SystemError.check("fchown") { fchown(socket.descriptor, user, gid_t.max) }
        }
        if let source { try socket.bind(source.with(port: 0)) }
        try target.withSystemAddress { pointer, length in
            _ = try SystemError.check("connect") { connect(socket.descriptor, pointer, length) }
        }
        self.init(socket)
    }

    package func localAddress() throws -> LoopbackAddress { try socket.localAddress() }

    package func remoteAddress() throws -> LoopbackAddress { try socket.remoteAddress() }

    /// Sends everything, however long that takes the other side (up to ``Socket/patience`` without progress).
    package func send(_ bytes: some Sequence<UInt8>) throws {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = try SystemError.check("send") {
                rest.withUnsafeBytes { Glibc.send(socket.descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends what fits without waiting.
    ///
    /// - Returns: how much that was; 0 if nothing fits.
    package func sendSome(_ bytes: [UInt8]) throws -> Int {
        let flags = CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT)
        do {
            return try SystemError.check("send") { Glibc.send(socket.descriptor, bytes, bytes.count, flags) }
        } catch let error as SystemError where error.code == EAGAIN {
            return 0
        }
    }

    /// Waits until something can be sent.
    ///
    /// - Parameter milliseconds: times ``Patience/factor``.
    /// - Returns: false if nothing can within the time.
    package func waitUntilWritable(milliseconds: CInt) throws -> Bool {
        var waiting = pollfd(fd: socket.descriptor, events: Int16(POLLOUT), revents: 0)
        return try SystemError.check("poll") { poll(&waiting, 1, milliseconds * CInt(Patience.factor)) } > 0
    }

    /// Waits for bytes.
    ///
    /// - Returns: at most `limit` of them, or nothing at the end.
    package func receive(limit: Int = 65_536) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = try SystemError.check("recv") { recv(socket.descriptor, buffer.baseAddress, buffer.count, 0) }
        }
    }

    /// Exactly so many bytes.
    package func receive(exactly count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try receive(limit: count - bytes.count)
            guard !more.isEmpty else { throw SystemError(call: "recv, early end", code: EPIPE) }
            bytes += more
        }
        return bytes
    }

    /// Everything until the end.
    package func receiveAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try receive(limit: 1 << 20)
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// Ends the sending direction.
    package func finish() throws {
        _ = try SystemError.check("shutdown") { shutdown(socket.descriptor, CInt(SHUT_WR)) }
    }

    /// Ends both directions; calls that wait on other threads return.
    package func shutDown() { shutdown(socket.descriptor, CInt(SHUT_RDWR)) }

    /// Takes the limit off the waits for bytes.
    package func waitForever() throws { try socket.set(SO_RCVTIMEO, timeval()) }

    /// Makes the close of this connection a TCP reset.
    package func resetOnClose() throws { try socket.set(SO_LINGER, linger(l_onoff: 1, l_linger: 0)) }
}
