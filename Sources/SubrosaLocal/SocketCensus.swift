import SubrosaCore

/// Who listens where on this machine: what the kernel's tables say at one moment.
package enum SocketCensus {
    /// A UDP socket that is bound, or a TCP socket that listens.
    package struct Entry: Hashable, Sendable {
        package let transport: BindFailure.Transport
        /// The unspecified address if it takes the port of every address.
        package let ip: IPAddress
        package let port: UInt16
        /// nil if the process cannot be seen, which without privileges is so for those of other users.
        package let holder: SocketHolder?

        package init(transport: BindFailure.Transport, ip: IPAddress, port: UInt16, holder: SocketHolder?) {
            self.transport = transport
            self.ip = ip
            self.port = port
            self.holder = holder
        }

        /// Whether it takes its port of every address.
        package var isWildcard: Bool { ip.isUnspecified }
        /// `127.77.0.1:9094`
        package var address: String { ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
    }

    /// Everything on these ports, in this process's network namespace. Looks through all processes once, which takes a
    /// few milliseconds; call it off the event loop.
    package static func take(ports: Set<UInt16>) -> [Entry] {
        let sockets = [BindFailure.Transport.tcp, .udp].flatMap { transport in
            ProcNetSocket.list(transport).filter { ports.contains($0.port) && (transport == .udp || $0.isListening) }
                .map { (transport, $0) }
        }
        guard !sockets.isEmpty else { return [] }
        let holders = SocketHolder.all(of: Set(sockets.map { $0.1.inode }))
        return sockets.map { transport, socket in
            Entry(transport: transport, ip: socket.ip, port: socket.port, holder: holders[socket.inode])
        }
    }
}
