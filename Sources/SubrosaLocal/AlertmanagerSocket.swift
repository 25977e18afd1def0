import SubrosaCore

/// What can be seen of the local Alertmanager's UDP socket from outside: how many datagrams the kernel dropped because
/// Alertmanager did not read fast enough. Subrosa's own sends succeed all the same.
package struct AlertmanagerSocket: Sendable {
    private let address: VirtualAddress
    private var inode: UInt64?
    private var drops: UInt64 = 0

    /// What the socket has dropped so far does not count.
    package init(address: VirtualAddress) {
        self.address = address
        _ = newDrops()
    }

    /// - Returns: how many datagrams were dropped since the last call. A socket that was not there then (Alertmanager
    ///   was started again) counts from its beginning.
    package mutating func newDrops() -> Int {
        let socket = ProcNetSocket.list(.udp).first { $0.ip == address.ip && $0.port == address.port }
        guard let socket else { return 0 }
        let before = socket.inode == inode ? min(drops, socket.drops) : 0
        inode = socket.inode
        drops = socket.drops
        return Int(clamping: socket.drops - before)
    }
}
