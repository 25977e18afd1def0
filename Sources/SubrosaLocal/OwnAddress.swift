import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Whether an address is one of this machine's, so that what is sent there does not leave it.
package enum OwnAddress {
    /// The kernel binds sockets to no other address. (Where it is told to, by net.ipv4.ip_nonlocal_bind, it still sends
    /// nothing out of the machine from the loopback addresses that Subrosa sends from.)
    package static func contains(_ ip: IPAddress) -> Bool {
        guard !ip.isUnspecified, !ip.isMulticastOrBroadcast else { return false }
        let type = CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(ip.isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return SocketAddressBytes.bind(descriptor, to: ip, port: 0) == 0
    }
}
