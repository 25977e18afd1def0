import Glibc

/// One of several streams under way at once: connecting, then waiting for its byte.
struct StreamOpen {
    enum Step {
        case waiting
        /// In nanoseconds from the connect to the byte's return; nil if the stream failed.
        case ended(UInt64?)
    }

    private let socket: Socket
    private let start = Clock.now()
    private var connected = false

    init(on socket: Socket, to address: Address) throws {
        self.socket = socket
        socket.setNonBlocking()
        try socket.connect(address)
    }

    var polled: pollfd {
        pollfd(fd: socket.descriptor, events: Int16(connected ? POLLIN : POLLOUT), revents: 0)
    }

    /// To be called when what `polled` waits for has happened.
    mutating func advance() -> Step {
        var byte: UInt8 = 0x53
        if connected { return .ended(recv(socket.descriptor, &byte, 1, 0) == 1 ? Clock.now() - start : nil) }
        guard socket.pendingError == 0, send(socket.descriptor, &byte, 1, 0) == 1 else { return .ended(nil) }
        connected = true
        return .waiting
    }
}
