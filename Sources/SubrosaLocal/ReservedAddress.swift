import SubrosaCore
import SubrosaPlumbing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A TCP address that stays bound for the life of the process, whether or not anybody listens on it.
///
/// Connections to an address that is bound but not listened on are refused at once, which is how a peer that cannot be
/// reached has to look (memberlist would take an accepted connection for a delivered message). Linux lets a socket
/// stop listening by `shutdown(SHUT_RD)` and listen again, while it stays bound; HAProxy pauses its listeners so.
final class ReservedAddress {
    private let descriptor: CInt

    /// - Throws: `errno` as a ``Failure``.
    init(_ address: VirtualAddress) throws(Failure) {
        let family = address.ip.isIPv6 ? AF_INET6 : AF_INET
        descriptor = socket(family, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        // Without it, connections in TIME_WAIT would keep the address from being listened on again.
        var one: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<CInt>.size))
        // Inherited by the connections that it accepts.
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<CInt>.size))
        Unpaced.apply(to: descriptor)
        guard SocketAddressBytes.bind(descriptor, to: address.ip, port: address.port) == 0 else {
            let failure = Failure(errno: errno)
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    struct Failure: Error {
        let errno: CInt
    }

    /// A descriptor of the same socket, to listen on; the caller closes it.
    func duplicate() throws(Failure) -> CInt {
        let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { throw Failure(errno: errno) }
        return copy
    }

    /// Lets the kernel complete connections, of which `backlog` may wait to be accepted; may be called again.
    func startListening(backlog: CInt) throws(Failure) {
        guard listen(descriptor, backlog) == 0 else { throw Failure(errno: errno) }
    }

    /// Refuses connections from now on, and resets those that nobody has accepted yet.
    func stopListening() { shutdown(descriptor, CInt(SHUT_RD)) }
}
