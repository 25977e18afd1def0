import Logging
import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing

/// One peer's virtual address on this machine: a UDP socket and a TCP listener that stand in for the peer.
package final class LocalEndpoint: LocalSide {
    private let name: NodeName
    private let address: VirtualAddress
    private let loop: any EventLoop
    private let port: DatagramPort
    private let dialer: AlertmanagerDialer
    private let counters: PeerCounters
    private var users: LocalUsers?
    private let logger: Logger
    private(set) var gate: StreamGate?

    /// - Parameters:
    ///   - name: the peer.
    ///   - address: the peer's virtual address.
    ///   - alertmanager: where the local Alertmanager listens.
    ///   - users: who may open streams to the peer; nil: every user of this machine.
    package init(
        name: NodeName, address: VirtualAddress, alertmanager: AlertmanagerPlace, users: LocalUsers?,
        loop: any EventLoop, counters: PeerCounters, logger: Logger
    ) throws {
        self.name = name
        self.address = address
        self.loop = loop
        self.counters = counters
        self.users = users
        var logger = logger
        logger[metadataKey: "component"] = "local"
        logger[metadataKey: "peer"] = "\(name)"
        logger[metadataKey: "address"] = "\(address)"
        self.logger = logger
        port = DatagramPort(
            address: try SocketAddress(ipAddress: "\(address.ip)", port: Int(address.port)),
            alertmanager: alertmanager, loop: loop, counters: counters, logger: logger)
        dialer = AlertmanagerDialer(
            source: try SocketAddress(ipAddress: "\(address.ip)", port: 0), alertmanager: alertmanager, loop: loop)
    }

    /// Takes what the peer sends to the local Alertmanager.
    package var datagrams: any DatagramSink { port }
    /// Connects the streams that the peer opens.
    package var streams: any StreamDialer { dialer }

    /// Binds UDP and TCP without serving either.
    ///
    /// - Returns: fails with ``BindFailure``.
    package func bind() -> EventLoopFuture<Void> {
        do {
            let reserved = try ReservedAddress(address)
            gate = StreamGate(address: reserved, foreign: foreignUsers, loop: loop, logger: logger)
        } catch {
            return loop.makeFailedFuture(failure(.tcp, error.errno))
        }
        let me = NIOLoopBound(self, eventLoop: loop)
        return port.bind().flatMapErrorThrowing { error in
            throw me.value.failure(.udp, (error as? IOError)?.errnoCode ?? 0)
        }
    }

    /// Starts to carry: datagrams at once, streams whenever ``setReachable(_:)`` allows.
    package func serve(datagrams: any DatagramSink, streams: any StreamSink) {
        port.serve(datagrams)
        gate?.connect(to: streams)
    }

    /// Who may open streams from now on; nil: every user of this machine.
    package func setUsers(_ users: LocalUsers?) {
        guard users != self.users else { return }
        self.users = users
        gate?.foreign = foreignUsers
    }

    private var foreignUsers: ForeignUsers? {
        users.map { ForeignUsers(allowed: $0, counters: counters, logger: logger) }
    }

    /// Whether the peer can be reached: if not, streams to it are refused by the kernel.
    package func setReachable(_ isReachable: Bool) {
        if isReachable { gate?.open() } else { gate?.close() }
    }

    /// Who else than the local Alertmanager has sent datagrams to the peer in the last seconds: `ip:port`.
    package var recentForeignSender: String? { port.recentForeignSender }

    package func countKernelDrops() { port.countKernelDrops() }

    /// Gives the virtual address up.
    package func close() {
        gate?.close()
        gate = nil
        port.close()
    }

    private func failure(_ transport: BindFailure.Transport, _ errno: CInt) -> BindFailure {
        BindFailure(
            transport: transport, address: "\(address)",
            purpose: "the virtual address of \(name)", errno: errno,
            holder: SocketHolder.find(transport, ip: address.ip, port: address.port))
    }
}
