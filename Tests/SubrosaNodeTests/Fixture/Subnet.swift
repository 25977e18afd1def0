import SubrosaLocal
import SubrosaTestKit
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// 254 loopback addresses that nobody else in this process, and hardly anybody else on this machine, uses.
struct Subnet: Hashable, Sendable {
    private static let next = Mutex<UInt32>(0)

    /// 127.x.y.0
    let base: UInt32

    static func allocate() -> Subnet {
        let number = next.withLock { next in
            defer { next += 1 }
            return next
        }
        let process = UInt32(getpid()) % 120
        return Subnet(base: 127 << 24 | (100 + process) << 16 | (number % 256) << 8)
    }

    func contains(_ address: LoopbackAddress) -> Bool { address.ip & 0xffff_ff00 == base }

    subscript(host: Int) -> LoopbackAddress { LoopbackAddress(ip: base | UInt32(host), port: 0) }
}
