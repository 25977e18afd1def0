import NIOCore
import SubrosaCore

/// What can be seen of the local Alertmanager's UDP socket from outside: how many datagrams the kernel dropped because
/// Alertmanager did not read fast enough. Subrosa's own sends succeed all the same.
package struct AlertmanagerSocket {
    private let place: AlertmanagerPlace
    private var inode: UInt64?
    private var drops: UInt64 = 0
    /// It has been looked at where it is; what a name stands for comes later.
    private var isBaselined = false

    /// What the socket has dropped so far does not count.
    package init(place: AlertmanagerPlace) {
        self.place = place
        _ = newDrops()
    }

    /// - Returns: how many datagrams were dropped since the last call. A socket that was not there then (Alertmanager
    ///   was started again, or is elsewhere) counts from its beginning.
    package mutating func newDrops() -> Int {
        guard let address = place.address, let ip = address.ipAddress.flatMap(IPAddress.init) else { return 0 }
        let isFirst = !isBaselined
        isBaselined = true
        let sockets = ProcNetSocket.list(.udp).filter { Int($0.port) == address.port }
        // One that is bound to all interfaces takes what is sent to any of them.
        guard let socket = sockets.first(where: { $0.ip == ip }) ?? sockets.first(where: \.ip.isUnspecified) else {
            return 0
        }
        let before = socket.inode == inode ? min(drops, socket.drops) : 0
        inode = socket.inode
        drops = socket.drops
        return isFirst ? 0 : Int(clamping: socket.drops - before)
    }
}
