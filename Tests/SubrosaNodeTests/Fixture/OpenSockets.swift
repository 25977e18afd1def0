import SubrosaTestKit

@testable import SubrosaLocal

/// Sockets that a process still holds, as the kernel lists them.
enum OpenSockets {
    /// Those whose own address lies in one of the subnets. Connections in TIME_WAIT are nobody's and have no inode.
    static func list(in subnets: [Subnet]) -> [String] {
        [BindFailure.Transport.tcp, .udp].flatMap { transport in
            ProcNetSocket.list(transport).filter { socket in
                socket.inode != 0 && address(of: socket).map { ip in subnets.contains { $0.contains(ip) } } ?? false
            }.map { "\(transport.rawValue) \($0.ip):\($0.port)" }
        }
    }

    static func isListening(_ address: LoopbackAddress) -> Bool {
        ProcNetSocket.list(.tcp).contains { $0.isListening && self.address(of: $0) == address }
    }

    private static func address(of socket: ProcNetSocket) -> LoopbackAddress? {
        guard !socket.ip.isIPv6 else { return nil }
        return LoopbackAddress(ip: socket.ip.bytes.reduce(0) { $0 << 8 | UInt32($1) }, port: socket.port)
    }
}
