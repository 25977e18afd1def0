import NIOCore
import SubrosaCore

/// The two ends of a TCP connection, as one of its sockets sees them.
struct TCPEnds: Equatable {
    struct End: Equatable {
        let ip: IPAddress
        let port: UInt16

        init(ip: IPAddress, port: UInt16) {
            self.ip = ip
            self.port = port
        }

        init?(_ address: SocketAddress?) {
            guard let address, let port = address.port,
                let ip = address.ipAddress.flatMap(IPAddress.init)
            else { return nil }
            self.init(ip: ip, port: UInt16(truncatingIfNeeded: port))
        }
    }

    /// Where the socket itself is bound.
    let own: End
    let remote: End

    init(own: End, remote: End) {
        self.own = own
        self.remote = remote
    }

    /// The ends as the socket at the other end of an accepted connection has them; nil if the connection is gone.
    init?(ofOpenerOf accepted: any Channel) {
        guard let own = End(accepted.remoteAddress), let remote = End(accepted.localAddress) else { return nil }
        self.init(own: own, remote: remote)
    }
}
