import SubrosaCore

/// A line of /proc/net/{tcp,tcp6,udp,udp6} (Linux: Documentation/networking/proc_net_tcp.rst).
struct ProcNetSocket: Equatable {
    let ip: IPAddress
    let port: UInt16
    let isListening: Bool
    let inode: UInt64
    /// UDP only: datagrams that the kernel dropped because the socket's buffer was full.
    let drops: UInt64

    static func list(_ transport: BindFailure.Transport) -> [ProcNetSocket] {
        let name = transport.rawValue.lowercased()
        return ["/proc/net/\(name)", "/proc/net/\(name)6"].flatMap { path in
            (ProcFile.text(path) ?? "").split(separator: "\n").dropFirst().compactMap { ProcNetSocket(line: $0) }
        }
    }

    /// - Parameter line: `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`
    init?(line: Substring) {
        let fields = line.split(separator: " ", omittingEmptySubsequences: true)
        guard fields.count >= 10, let inode = UInt64(fields[9]) else { return nil }
        let address = fields[1].split(separator: ":")
        guard address.count == 2, let port = UInt16(address[1], radix: 16), let ip = Self.ip(address[0]) else {
            return nil
        }
        self.ip = ip
        self.port = port
        isListening = fields[3] == "0A"
        self.inode = inode
        drops = fields.count > 12 ? UInt64(fields[12]) ?? 0 : 0
    }

    /// The kernel prints each 32-bit word in its own byte order, which is little endian wherever Swift runs on Linux.
    private static func ip(_ hexadecimal: Substring) -> IPAddress? {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for word in stride(from: 0, to: digits.count, by: 8) {
            for byte in stride(from: word + 6, through: word, by: -2) {
                guard let value = UInt8(String(decoding: digits[byte..<byte + 2], as: UTF8.self), radix: 16) else {
                    return nil
                }
                bytes.append(value)
            }
        }
        return IPAddress(bytes: bytes)
    }
}
