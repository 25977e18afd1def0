import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// TCP without pacing, where there is no long way that pacing could spare.
///
/// Where the system's choice is BBR, its pacing timers cost more than all the copying: a large stream through two nodes
/// on one network was measured at half the speed and twice the CPU. Reno is always there and never paces (tcp(7),
/// `TCP_CONGESTION`). On long ways the system's choice stays in force.
package enum Unpaced {
    /// A way shorter than this is a local network's.
    private static let nearbyMicroseconds: UInt32 = 2_000
    private static let reno: StaticString = "reno"

    /// For a listening socket on loopback; the connections that it accepts inherit it.
    package static func apply(to descriptor: CInt) {
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_CONGESTION, reno.utf8Start, socklen_t(reno.utf8CodeUnitCount))
    }

    /// For a connection on loopback.
    package static func apply(to channel: any Channel) {
        // The option is the name's letters; four of them make a number of their own.
        let letters = UnsafeRawPointer(reno.utf8Start).loadUnaligned(as: UInt32.self)
        let option = NIOBSDSocket.Option(rawValue: TCP_CONGESTION)
        _ = (channel as? any SocketOptionProvider)?.unsafeSetSocketOption(level: .tcp, name: option, value: letters)
    }

    /// For an established connection, if the other end is near.
    package static func applyIfNearby(to channel: any Channel) {
        guard let provider = channel as? any SocketOptionProvider else { return }
        provider.getTCPInfo().whenSuccess { info in
            if info.tcpi_rtt < nearbyMicroseconds { apply(to: channel) }
        }
    }
}
