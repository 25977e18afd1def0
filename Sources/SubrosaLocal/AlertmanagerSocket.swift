import SubrosaCore

/// What can be seen of the local Alertmanager's UDP socket from outside: how many datagrams the kernel dropped because
/// Alertmanager did not read fast enough. Subrosa's own sends succeed all the same.
package struct AlertmanagerSocket: Sendable {
    private let address: VirtualAddress
    private var inode: UInt64?
    private var drops: UInt64 = 0

    package init(address: VirtualAddress) { self.address = address }

    /// - Returns: how many datagrams were dropped since the last call; those from before the first do not count.
    package mutating func newDrops() -> Int {
        let socket = ProcNetSocket.list(.udp).first { $0.ip == address.ip && $0.port == address.port }
        guard let socket else { return 0 }
        defer {
            inode = socket.inode
            drops = socket.drops
        }
        guard let inode else { return 0 }
        // A new socket (Alertmanager was started again) counts from zero.
        return Int(clamping: socket.inode == inode ? socket.drops - min(drops, socket.drops) : socket.drops)
    }
}
