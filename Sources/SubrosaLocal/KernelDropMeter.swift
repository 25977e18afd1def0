import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What the kernel drops because a socket's receive buffer is full; nobody else sees these losses.
struct KernelDropMeter {
    /// `SO_MEMINFO` of Linux: nine 32-bit numbers, of which `SK_MEMINFO_DROPS` is the last (linux/sock_diag.h).
    private static let option = NIOBSDSocket.Option(rawValue: 55)

    private struct MemoryInfo {
        var before: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0, 0, 0, 0)
        var drops: UInt32 = 0
    }

    private var total: UInt32 = 0

    /// The socket's own count, which wraps.
    static func read(_ channel: any SocketOptionProvider) -> EventLoopFuture<UInt32> {
        let info: EventLoopFuture<MemoryInfo> = channel.unsafeGetSocketOption(level: .socket, name: option)
        return info.map(\.drops)
    }

    /// - Returns: how many have come since the last total.
    mutating func advance(to total: UInt32) -> Int {
        defer { self.total = total }
        return Int(total &- self.total)
    }
}
