import NIOCore
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing

/// Lets accepted connections in, or turns them away, as ``Door`` says.
final class Doorkeeper {
    /// Often enough that nobody waits noticeably longer than the budget of handshakes demands.
    private static let tick = TimeAmount.milliseconds(20)

    private let settings: CurrentSettings
    private let loop: any EventLoop
    private let onRefused: (Refusal, SocketAddress?) -> Void
    private let onReady: (PeerConnection, PeerConnection.Peer, SocketAddress?) -> Void
    private let limits: DoorLimits
    private var door: Door
    private var visitors: [Door.Visitor: Visitor] = [:]
    private var arrivals: UInt64 = 0
    /// Runs while somebody is here.
    private var ticker: Ticker?

    /// - Parameters:
    ///   - onRefused: told of everyone who was turned away or did not come to a hello.
    ///   - onReady: told of everyone whose hello was accepted.
    init(
        settings: CurrentSettings, loop: any EventLoop, limits: DoorLimits,
        onRefused: @escaping (Refusal, SocketAddress?) -> Void,
        onReady: @escaping (PeerConnection, PeerConnection.Peer, SocketAddress?) -> Void
    ) {
        self.settings = settings
        self.loop = loop
        self.limits = limits
        self.onRefused = onRefused
        self.onReady = onReady
        door = Door(limits: limits)
    }

    /// A link with a peer at this address is up.
    func sawPeer(at address: SocketAddress) { door.sawPeer(at: SourceNetwork(address), now: .now()) }

    /// Looks at a connection before anything has been set up for it.
    ///
    /// - Returns: false if it was turned away.
    func admits(_ channel: any Channel) -> Bool {
        arrivals += 1
        let id = Door.Visitor(number: arrivals)
        let address = channel.remoteAddress
        let instructions = door.arrived(id, from: SourceNetwork(address), now: .now())
        if let reason = Self.refusal(of: id, in: instructions) {
            Visitor.reset(channel)
            onRefused(Refusal(reason, detail(of: reason)), address)
            return false
        }
        let visitor = Visitor(id: id, address: address, serverNames: settings.value.serverNames, keeper: self)
        visitors[id] = visitor
        do {
            try channel.pipeline.syncOperations.addHandler(visitor)
        } catch {
            gone(visitor)
            Visitor.reset(channel)
            return false
        }
        obey(instructions)
        if ticker == nil { ticker = Ticker(on: loop, every: Self.tick) { [weak self] in self?.ticked() } }
        return true
    }

    /// Turns away whoever has not been let in. Handshakes under way have deadlines of their own.
    func close() {
        ticker?.cancel()
        ticker = nil
        for visitor in visitors.values where !visitor.isAdmitted {
            _ = forget(visitor)
            visitor.turnAway(Refusal(.closedEarly, "this node is ending"))
        }
    }

    // MARK: What visitors report

    func knocked(_ visitor: Visitor) { obey(door.knocked(visitor.id, now: .now())) }

    /// The connection is gone before its handshake began.
    func gone(_ visitor: Visitor) {
        guard forget(visitor) else { return }
        onRefused(Refusal(.closedEarly, "before the TLS handshake"), visitor.address)
    }

    func refuse(_ visitor: Visitor, _ refusal: Refusal) {
        guard forget(visitor) else { return }
        visitor.turnAway(refusal)
        onRefused(refusal, visitor.address)
    }

    // MARK: Inside

    private func ticked() {
        obey(door.ticked(now: .now()))
        if door.count == 0 {
            ticker?.cancel()
            ticker = nil
        }
    }

    private func obey(_ instructions: [Door.Instruction]) {
        for instruction in instructions {
            switch instruction {
            case .admit(let id): visitors[id].map(admit)
            case .refuse(let id, let reason):
                if let visitor = visitors[id] { refuse(visitor, Refusal(reason, detail(of: reason))) }
            }
        }
    }

    private func admit(_ visitor: Visitor) {
        do {
            try visitor.admit(settings.value) { [weak self] connection, outcome in
                guard let self else {
                    connection.close()
                    return
                }
                concluded(visitor, connection, outcome)
            }
        } catch {
            refuse(visitor, Refusal(.tlsFailure, "\(error)"))
        }
    }

    private func concluded(_ visitor: Visitor, _ connection: PeerConnection, _ outcome: PeerConnection.Outcome) {
        // If not, it was turned away, and that has been said.
        guard forget(visitor) else { return }
        switch outcome {
        case .refused(let refusal): onRefused(refusal, visitor.address)
        case .ready(let peer):
            visitor.leave()
            onReady(connection, peer, visitor.address)
        }
    }

    private func forget(_ visitor: Visitor) -> Bool {
        door.left(visitor.id, now: .now())
        return visitors.removeValue(forKey: visitor.id) != nil
    }

    private static func refusal(of id: Door.Visitor, in instructions: [Door.Instruction]) -> RefusalReason? {
        for case .refuse(id, let reason) in instructions { return reason }
        return nil
    }

    private func detail(of reason: RefusalReason) -> String {
        switch reason {
        case .handshakeTimeout: "after \(limits.patience)"
        default: "\(door.count) connections in all have not said who they are"
        }
    }
}
