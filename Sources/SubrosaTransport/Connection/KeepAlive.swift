import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// TCP's keep-alive, for lanes that idle: the link has its heartbeat, but nothing crosses an idle lane. A firewall or
/// NAT on the way would forget it, and the next stream on it would hang for TCP's fifteen minutes; and lanes of a
/// peer that vanished without a word would stay open on the accepting side for ever.
enum KeepAlive {
    struct Setting {
        let option: NIOBSDSocket.Option
        let value: ChannelOptions.Types.SocketOption.Value
    }

    /// Seconds without traffic until the peer's kernel is asked for a sign of life; shorter than the patience of any
    /// firewall for established connections.
    static let idle = Setting(option: .init(rawValue: TCP_KEEPIDLE), value: 15)
    /// Seconds between questions that get no answer.
    static let interval = Setting(option: .init(rawValue: TCP_KEEPINTVL), value: 5)
    /// Questions without an answer until the connection counts as lost.
    static let count = Setting(option: .init(rawValue: TCP_KEEPCNT), value: 3)
}
