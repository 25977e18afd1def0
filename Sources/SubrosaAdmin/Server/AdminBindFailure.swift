import NIOCore
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The address of the admin pages could not be bound.
package struct AdminBindFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// `127.0.0.1:9096`
    package let address: String
    /// 0 if the system gave none.
    package let errno: CInt

    /// One line: what, why, and what to do.
    package var description: String { "cannot bind TCP \(address), web.listen_address: \(why); \(remedy)" }

    private var why: String {
        switch errno {
        case 0: "the system does not say why"
        case EADDRINUSE:
            "the address is in use by another process (run as root to see which: ss -ltnp | grep \(address))"
        default: SystemMessage.text(errno)
        }
    }

    private var remedy: String {
        switch errno {
        case EADDRINUSE: "stop that process, or choose another port in web.listen_address"
        case EADDRNOTAVAIL: "use an address that this machine has (ip address show)"
        case EACCES, EPERM: "use a port of 1024 or more, or allow this process to bind it (CAP_NET_BIND_SERVICE)"
        default: "look at web.listen_address"
        }
    }
}
