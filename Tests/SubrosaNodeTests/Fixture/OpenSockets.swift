import SubrosaTestKit

@testable import SubrosaLocal

/// Sockets that this process still holds.
enum OpenSockets {
    /// Those whose own address lies in one of the subnets, even if they are only bound.
    static func list(in subnets: [Subnet]) -> [String] {
        ProcFile.directory("/proc/self/fd").compactMap { CInt($0) }.compactMap { descriptor in
            guard let address = LoopbackAddress(ofSocket: descriptor), subnets.contains(where: { $0.contains(address) })
            else { return nil }
            return "\(address) (descriptor \(descriptor))"
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
