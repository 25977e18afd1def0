import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An address that could not be bound, with who probably holds it.
package struct BindFailure: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Transport: String, Sendable { case tcp = "TCP", udp = "UDP" }

    package let transport: Transport
    /// `127.77.0.2:9094`
    package let address: String
    /// What the address is for, e.g. `the virtual address of am-2`.
    package let purpose: String
    package let errno: CInt
    /// The process that holds the address, if it can be found.
    package let holder: SocketHolder?

    package init(transport: Transport, address: String, purpose: String, errno: CInt, holder: SocketHolder?) {
        self.transport = transport
        self.address = address
        self.purpose = purpose
        self.errno = errno
        self.holder = holder
    }

    /// One line: what, why, and what to do.
    package var description: String {
        let why = errno == EADDRINUSE ? "the address is in use by \(holderText)" : SystemMessage.text(errno)
        return "cannot bind \(transport.rawValue) \(address), \(purpose): \(why); \(remedy)"
    }

    package var holderText: String {
        holder?.description ?? "another process (run as root to see which, or: ss -lnp | grep \(address))"
    }

    package var remedy: String {
        switch errno {
        case EADDRINUSE where purpose.hasPrefix("the virtual address"):
            "stop that process; if it is Alertmanager, start it with --cluster.listen-address as subrosa flags prints it "
                + "(never 0.0.0.0), and check that --node names this machine"
        case EADDRINUSE: "stop that process, or choose another port in listen: and in this node's address:"
        case EADDRNOTAVAIL: "use an address that this machine has (ip address show)"
        case EACCES, EPERM: "use a port of 1024 or more, or allow this process to bind it (CAP_NET_BIND_SERVICE)"
        default: "look at the address in the configuration"
        }
    }
}
