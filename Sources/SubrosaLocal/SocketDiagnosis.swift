import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// One question to the kernel, whose a TCP socket is, and its answer, as bytes (sock_diag(7); linux/netlink.h,
/// linux/sock_diag.h, linux/inet_diag.h). Numbers are in the byte order of the machine, but ports and addresses in
/// that of the network.
///
///     struct nlmsghdr             u32 length, u16 type, u16 flags, u32 sequence, u32 port           16 bytes
///     struct inet_diag_sockid     be16 source port, be16 destination port, be32 source[4],
///                                 be32 destination[4], u32 interface, u32 cookie[2]                 48 bytes
///     struct inet_diag_req_v2     u8 family, u8 protocol, u8 extensions, u8 padding, u32 states,
///                                 inet_diag_sockid                                                  56 bytes
///     struct inet_diag_msg        u8 family, u8 state, u8 timer, u8 retransmissions,
///                                 inet_diag_sockid, u32 expires, u32 rqueue, u32 wqueue,
///                                 u32 uid, u32 inode                                                72 bytes
///     struct nlmsgerr             i32 minus errno, then the question's header
enum SocketDiagnosis {
    /// Why it cannot be told whose the socket is.
    enum Silence: Error, Equatable {
        /// The kernel said no, by `errno`: `ENOENT` if there is no such socket.
        case refused(CInt)
        /// The program has closed its socket; nobody owns what is left.
        case orphaned
        case notUnderstood
    }

    static let requestLength = 72
    /// An answer to one question is shorter.
    static let answerLimit = 1_024

    private static let headerLength = 16
    private static let sockidLength = 48
    private static let messageLength = 72
    /// `SOCK_DIAG_BY_FAMILY`, `NLMSG_ERROR`, `NLM_F_REQUEST`; without `NLM_F_DUMP` it is one socket that is asked for.
    private static let byFamily: UInt16 = 20
    private static let error: UInt16 = 2
    private static let request: UInt16 = 1
    /// `TCP_LISTEN`: what the kernel finds if no connection has these ends.
    private static let listening: UInt8 = 10

    static func question(_ ends: TCPEnds, sequence: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(requestLength)
        bytes.append(native: UInt32(requestLength))
        bytes.append(native: byFamily)
        bytes.append(native: request)
        bytes.append(native: sequence)
        bytes.append(native: UInt32(0))
        bytes += [UInt8(ends.own.ip.isIPv6 ? AF_INET6 : AF_INET), UInt8(IPPROTO_TCP), 0, 0]
        bytes.append(native: UInt32.max)  // in any state
        bytes.append(native: ends.own.port.bigEndian)
        bytes.append(native: ends.remote.port.bigEndian)
        for ip in [ends.own.ip, ends.remote.ip] {
            bytes += ip.bytes + [UInt8](repeating: 0, count: 16 - ip.bytes.count)
        }
        bytes.append(native: UInt32(0))
        bytes.append(native: UInt64.max)  // INET_DIAG_NOCOOKIE
        return bytes
    }

    /// - Returns: the user that the socket belongs to.
    static func user(in answer: ArraySlice<UInt8>, for ends: TCPEnds, sequence: UInt32) throws(Silence) -> Owner {
        let answer = Array(answer)
        guard answer.count >= headerLength + 4, answer.native(UInt32.self, at: 8) == sequence else {
            throw .notUnderstood
        }
        let type = answer.native(UInt16.self, at: 4)
        if type == error {
            throw .refused(0 &- CInt(bitPattern: answer.native(UInt32.self, at: headerLength)))
        }
        guard type == byFamily, answer.count >= headerLength + messageLength else { throw .notUnderstood }
        let message = Array(answer[headerLength...])
        guard message[1] != listening, Self.ends(in: message) == ends else { throw .notUnderstood }
        let numbers = 4 + sockidLength + 12
        let uid = message.native(UInt32.self, at: numbers)
        let inode = message.native(UInt32.self, at: numbers + 4)
        // Kernels before 6.17 say that a socket which its program has closed is root's.
        guard inode != 0 || uid != 0 else { throw .orphaned }
        return Owner(uid: uid, inode: inode)
    }

    struct Owner: Equatable {
        let uid: UInt32
        /// 0 if the program has closed it already.
        let inode: UInt32
    }

    private static func ends(in message: [UInt8]) -> TCPEnds? {
        let width = message[0] == UInt8(AF_INET6) ? 16 : 4
        let ips = [8, 24].map { IPAddress(bytes: Array(message[$0..<$0 + width])) }
        guard let own = ips[0], let remote = ips[1] else { return nil }
        return TCPEnds(
            own: TCPEnds.End(ip: own, port: UInt16(bigEndian: message.native(UInt16.self, at: 4))),
            remote: TCPEnds.End(ip: remote, port: UInt16(bigEndian: message.native(UInt16.self, at: 6))))
    }
}

extension [UInt8] {
    fileprivate mutating func append<Number: FixedWidthInteger>(native number: Number) {
        Swift.withUnsafeBytes(of: number) { append(contentsOf: $0) }
    }

    /// The caller has seen to the length.
    fileprivate func native<Number: FixedWidthInteger>(_: Number.Type, at offset: Int) -> Number {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    }
}
