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

    /// Milliseconds that bytes of a stream may wait for the peer's kernel to take them, before the lane counts as lost:
    /// without it a lane whose way has gone while the link's still holds would hang for TCP's fifteen minutes. Only
    /// while a stream is open: it overrides the questions above. It also ends a stream whose reader has taken nothing
    /// for so long, which is far beyond the ten seconds of memberlist (memberlist/config.go, `TCPTimeout`).
    static let whileBusy = Setting(option: .init(rawValue: TCP_USER_TIMEOUT), value: 120_000)
    static let whileIdle = Setting(option: .init(rawValue: TCP_USER_TIMEOUT), value: 0)
}
