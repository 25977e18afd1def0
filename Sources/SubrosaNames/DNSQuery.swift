import CCares
import NIOCore
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// One question to one DNS server, for IPv4 and IPv6 addresses at once, with c-ares. Neither /etc/hosts nor
/// /etc/resolv.conf has a say.
final class DNSQuery {
    /// The question is sent again after this time, and after twice and four times as long; the dial that waits for it is
    /// less patient, and takes the answer the next time.
    private static let firstTimeout: CInt = 400
    private static let tries: CInt = 3
    /// The answer has to be there by then.
    static let deadline = Duration.seconds(3)

    /// ares_library_init(3) is not to be called by two threads at once.
    private static let isLibraryReady = ares_library_init(ARES_LIB_INIT_ALL) == 0

    private let channel: ares_channel
    private let host: String
    private let port: UInt16
    private var status: CInt?
    private var addresses: [SocketAddress] = []

    /// Blocks for at most ``deadline``.
    static func ask(_ server: ResolverAddress, _ host: String, port: UInt16) -> Result<[SocketAddress], NameFailure> {
        guard isLibraryReady, let channel = open(server) else {
            return .failure(NameFailure(description: "the DNS server \(server) cannot be asked"))
        }
        let query = DNSQuery(channel, host, port)
        query.run()
        // Calls back for what is still asked, so the query has to be there until then.
        withExtendedLifetime(query) { ares_destroy(channel) }
        switch query.status {
        case 0?: return .success(query.addresses)
        case nil, ARES_ECANCELLED?, ARES_ETIMEOUT?:
            return .failure(NameFailure(description: "the DNS server \(server) has not answered in time"))
        case let code?:
            let text = String(cString: ares_strerror(code))
            return .failure(NameFailure(description: "the DNS server \(server) says: \(text)"))
        }
    }

    private init(_ channel: ares_channel, _ host: String, _ port: UInt16) {
        self.channel = channel
        self.host = host
        self.port = port
    }

    /// - Returns: nil if the system is out of memory or has no randomness.
    private static func open(_ server: ResolverAddress) -> ares_channel? {
        var options = ares_options()
        options.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES
        options.timeout = firstTimeout
        options.tries = tries
        let mask =
            ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS
            | ARES_OPT_RESOLVCONF
        // "b" is DNS ("f" would be the hosts file). c-ares copies both texts.
        var lookups = "b".utf8CString.map { $0 }
        var settings = "/dev/null".utf8CString.map { $0 }
        var channel: ares_channel?
        let status = lookups.withUnsafeMutableBufferPointer { lookups in
            settings.withUnsafeMutableBufferPointer { settings in
                options.lookups = lookups.baseAddress
                options.resolvconf_path = settings.baseAddress
                return ares_init_options(&channel, &options, mask)
            }
        }
        guard status == 0, let channel else { return nil }
        guard ares_set_servers_ports_csv(channel, "\(server)") == 0 else {
            ares_destroy(channel)
            return nil
        }
        return channel
    }

    private func run() {
        let end = ContinuousClock.now + Self.deadline
        var hints = ares_addrinfo_hints()
        hints.ai_family = AF_UNSPEC
        // In the order of the answer; sorting would open a socket to each address.
        hints.ai_flags = ARES_AI_NOSORT
        // Not retained: `ask` holds on to this until the channel is gone, and nobody calls back after that.
        let me = Unmanaged.passUnretained(self).toOpaque()
        ares_getaddrinfo(
            channel, host, nil, &hints,
            { me, status, _, result in
                guard let me else { return }
                Unmanaged<DNSQuery>.fromOpaque(me).takeUnretainedValue().answered(status, result)
            }, me)
        while status == nil {
            let left = end - ContinuousClock.now
            guard left > .zero else { return ares_cancel(channel) }
            wait(atMost: left)
        }
    }

    /// Until something can be read or written, or it is time to ask again.
    private func wait(atMost left: Duration) {
        var sockets = [ares_socket_t](repeating: ARES_SOCKET_BAD, count: Int(ARES_GETSOCK_MAXNUM))
        let bits = UInt32(bitPattern: ares_getsock(channel, &sockets, CInt(sockets.count)))
        var waiting: [pollfd] = []
        for (index, socket) in sockets.enumerated() {
            let isRead = bits & 1 << UInt32(index) != 0
            let isWritten = bits & 1 << UInt32(index + sockets.count) != 0
            guard isRead || isWritten else { continue }
            waiting.append(
                pollfd(fd: socket, events: Int16((isRead ? POLLIN : 0) | (isWritten ? POLLOUT : 0)), revents: 0))
        }
        var longest = timeval(
            tv_sec: Int(left.components.seconds), tv_usec: Int(left.components.attoseconds / 1_000_000_000_000))
        var buffer = timeval()
        let next = ares_timeout(channel, &longest, &buffer)?.pointee ?? longest
        // Rounded up, so that it is not asked too early, again and again.
        let count = poll(&waiting, nfds_t(waiting.count), CInt(next.tv_sec * 1_000 + (next.tv_usec + 999) / 1_000))
        guard count > 0 else { return ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD) }
        for entry in waiting where entry.revents != 0 {
            // An error is found out by reading, or by writing where nothing is to be read.
            let isRead = Int32(entry.events) & POLLIN != 0 && Int32(entry.revents) & ~POLLOUT != 0
            let isWritten = Int32(entry.events) & POLLOUT != 0 && Int32(entry.revents) & ~POLLIN != 0
            ares_process_fd(channel, isRead ? entry.fd : ARES_SOCKET_BAD, isWritten ? entry.fd : ARES_SOCKET_BAD)
        }
    }

    private func answered(_ status: CInt, _ result: UnsafeMutablePointer<ares_addrinfo>?) {
        self.status = status
        guard let result else { return }
        defer { ares_freeaddrinfo(result) }
        var node = result.pointee.nodes
        while let entry = node?.pointee, addresses.count < NameService.maximumCount {
            if let address = SocketAddress(entry.ai_addr, host: host, port: port) { addresses.append(address) }
            node = entry.ai_next
        }
    }
}
