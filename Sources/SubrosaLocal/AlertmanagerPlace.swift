import Dispatch
import Logging
import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// Where the local Alertmanager is at this moment: at this node's virtual address, or where the configuration says. A
/// name is looked up again and again, on a queue that holds nothing else up. Confined to the event loop.
package final class AlertmanagerPlace {
    private enum Trouble { case unresolved, foreign }

    /// nil: not known, because a name stands for no address of this machine.
    package private(set) var address: SocketAddress?

    private let virtual: VirtualAddress
    private let loop: any EventLoop
    private let logger: Logger
    /// nil: at the virtual address.
    private var search: AlertmanagerSearch?
    private var isStarted = false
    private var isLooking = false
    private var lastLook = NIODeadline.uptimeNanoseconds(0)
    private var timer: Scheduled<Void>?
    private var troubles = RepeatFilter<Trouble>(interval: .seconds(60))
    /// A new one for each search, so that a DNS server that does not answer delays only those who asked it.
    private var queue = DispatchQueue(label: "subrosa.alertmanager")

    /// - Parameter search: nil if Alertmanager listens at the virtual address. An IP literal has been checked.
    package init(
        virtual: VirtualAddress, search: AlertmanagerSearch?, loop: any EventLoop, logger: Logger
    ) throws {
        self.virtual = virtual
        self.loop = loop
        var logger = logger
        logger[metadataKey: "component"] = "local"
        self.logger = logger
        self.search = search
        address = try Self.known(search, virtual)
    }

    /// Begins to look for a name.
    package func start() {
        isStarted = true
        look()
    }

    package func end() {
        isStarted = false
        timer?.cancel()
    }

    /// The configuration says something else, perhaps.
    package func change(to search: AlertmanagerSearch?) throws {
        guard search != self.search else { return }
        let known = try Self.known(search, virtual)
        // Another server to ask is no reason to forget what the name stands for.
        let isSameName = known == nil && search?.address == self.search?.address
        self.search = search
        isLooking = false
        queue = DispatchQueue(label: "subrosa.alertmanager")
        if let known { found(known) } else if !isSameName { address = nil }
        look()
    }

    /// It could not be reached where it was thought to be.
    func wasNotReached() {
        guard NIODeadline.now() - lastLook >= LocalLimits.nameRetryInterval else { return }
        look()
    }

    /// What needs no looking up; nil for a name.
    private static func known(_ search: AlertmanagerSearch?, _ virtual: VirtualAddress) throws -> SocketAddress? {
        guard let search else { return try SocketAddress(ipAddress: "\(virtual.ip)", port: Int(virtual.port)) }
        return try search.address.ip.map { try SocketAddress(ipAddress: "\($0)", port: Int(search.address.port)) }
    }

    private func look() {
        guard isStarted, !isLooking, let search, search.address.ip == nil else { return }
        isLooking = true
        timer?.cancel()
        lastLook = .now()
        let me = NIOLoopBound(self, eventLoop: loop)
        queue.async { [loop] in
            let result = search.run()
            loop.execute { me.value.looked(for: search, result) }
        }
    }

    private func looked(for search: AlertmanagerSearch, _ result: Result<[SocketAddress], AlertmanagerSearch.NotFound>)
    {
        guard search == self.search else { return }
        isLooking = false
        lastLook = .now()
        switch result {
        case .success(let addresses):
            if !addresses.contains(where: { $0 == address }), let first = addresses.first { found(first) }
        case .failure(let failure): notFound(failure)
        }
        guard isStarted else { return }
        let interval = address == nil ? LocalLimits.nameRetryInterval : LocalLimits.nameInterval
        timer = loop.assumeIsolated().scheduleTask(in: interval) { [weak self] in self?.look() }
    }

    private func found(_ address: SocketAddress) {
        guard address != self.address else { return }
        self.address = address
        troubles = RepeatFilter(interval: .seconds(60))
        logger.info("Alertmanager found", metadata: ["address": "\(AddressText.describe(address))"])
    }

    private func notFound(_ failure: AlertmanagerSearch.NotFound) {
        let trouble: Trouble
        switch failure {
        // A DNS server in trouble does not mean that the address is wrong.
        case .unresolved: trouble = .unresolved
        case .foreign:
            trouble = .foreign
            address = nil
        }
        guard case .report = troubles.happened(trouble, now: .now()) else { return }
        logger.log(
            level: address == nil ? .error : .warning, "Alertmanager not found",
            metadata: ["err": "\(failure.detail)", "why": "\(failure.why)", "remedy": "\(failure.remedy)"])
    }
}
