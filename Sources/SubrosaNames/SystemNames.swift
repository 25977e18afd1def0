import NIOCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The system's resolver, getaddrinfo(3): all that nsswitch.conf(5) and resolv.conf(5) say.
enum SystemNames {
    static func ask(_ host: String, port: UInt16) -> Result<[SocketAddress], NameFailure> {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_protocol = CInt(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { return .failure(NameFailure(description: String(cString: gai_strerror(code)))) }
        defer { freeaddrinfo(list) }
        return .success(
            sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
                SocketAddress(entry?.pointee.ai_addr, host: host, port: port)
            })
    }
}
