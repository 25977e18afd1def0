#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A blocking IPv4 socket that closes itself. Nothing on it waits longer than ``patience``.
package final class Socket: Sendable {
    package enum Kind: Sendable { case tcp, udp }

    /// In seconds.
    package static let patience = 10 * Patience.factor

    let descriptor: CInt

    package init(_ kind: Kind) throws {
        let type = kind == .tcp ? CInt(SOCK_STREAM.rawValue) : CInt(SOCK_DGRAM.rawValue)
        descriptor = try SystemError.check("socket") { socket(AF_INET, type | CInt(SOCK_CLOEXEC.rawValue), 0) }
        try limitWaits()
    }

    init(accepted descriptor: CInt) throws {
        self.descriptor = descriptor
        try limitWaits()
    }

    deinit { close(descriptor) }

    private func limitWaits() throws {
        let limit = timeval(tv_sec: Self.patience, tv_usec: 0)
        try set(SO_RCVTIMEO, limit)
        try set(SO_SNDTIMEO, limit)
    }

    package func set<Value>(_ option: CInt, _ value: Value, level: CInt = SOL_SOCKET) throws {
        try withUnsafePointer(to: value) { pointer in
            _ = try SystemError.check("setsockopt") {
                setsockopt(descriptor, level, option, pointer, socklen_t(MemoryLayout<Value>.size))
            }
        }
    }

    package func bind(_ address: LoopbackAddress) throws {
        try address.withSystemAddress { pointer, length in
            _ = try SystemError.check("bind") { Glibc.bind(descriptor, pointer, length) }
        }
    }

    package func localAddress() throws -> LoopbackAddress { try name("getsockname", getsockname) }

    package func remoteAddress() throws -> LoopbackAddress { try name("getpeername", getpeername) }

    private func name(
        _ call: String,
        _ function: (CInt, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> CInt
    ) throws -> LoopbackAddress {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            _ = try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try SystemError.check(call) { function(descriptor, pointer, &length) }
            }
        }
        return LoopbackAddress(address)
    }
}
