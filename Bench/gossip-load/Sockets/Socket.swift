import Glibc

/// A socket that closes with its owner.
final class Socket {
    enum Kind { case udp, tcp }

    let descriptor: Int32

    init(_ kind: Kind, family: Int32) throws {
        let type = kind == .udp ? SOCK_DGRAM : SOCK_STREAM
        descriptor = socket(family, Int32(type.rawValue), 0)
        guard descriptor >= 0 else { throw Failure.call("socket") }
    }

    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    func bind(_ address: Address) throws {
        set(SOL_SOCKET, SO_REUSEADDR, 1)
        // With port 0 the port is chosen at connect, when a port may serve several destinations at once.
        let ipBindAddressNoPort: Int32 = 24
        set(Int32(IPPROTO_IP), ipBindAddressNoPort, 1)
        guard address.withSockaddr({ Glibc.bind(descriptor, $0, $1) }) == 0 else { throw Failure.call("bind") }
    }

    func connect(_ address: Address) throws {
        guard address.withSockaddr({ Glibc.connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS else {
            throw Failure.call("connect")
        }
    }

    func set(_ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Room for a whole window, so that what is lost is not lost at our own ends. Beyond rmem_max only for root.
    func setBuffers(_ bytes: Int32) {
        for (plain, forced) in [(SO_RCVBUF, SO_RCVBUFFORCE), (SO_SNDBUF, SO_SNDBUFFORCE)] {
            set(SOL_SOCKET, plain, bytes)
            set(SOL_SOCKET, forced, bytes)
        }
    }

    func setNoDelay() { set(Int32(IPPROTO_TCP), TCP_NODELAY, 1) }

    func setNonBlocking() { _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK) }

    /// The error of a connect that ended in the background; 0 if there is none.
    var pendingError: Int32 {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &value, &length)
        return value
    }

    /// True once there is something to read, false at the deadline.
    func waitReadable(until deadline: UInt64) -> Bool {
        let now = Clock.now()
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return GNU.ppoll(&polled, timespec(nanoseconds: deadline > now ? deadline - now : 0)) > 0
    }
}
