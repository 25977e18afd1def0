import Logging
import NIOCore
import SubrosaCore

/// Lets the other half in, and nobody else, and not more than ``SplitListenerLimits`` allow. Whoever is refused is counted
/// and logged.
final class SplitDoor {
    /// Which lines are alike.
    private struct Kind: Hashable {
        let reason: SplitRefusalReason
        let uid: UInt32?
    }

    private let users: AllowedUsers
    private(set) var refusals: [SplitRefusalReason: UInt64] = [:]
    private let limits: SplitListenerLimits
    private let loop: any EventLoop
    private let logger: Logger
    private var connections: Set<ObjectIdentifier> = []
    /// Those that have not said what they are for, and what happens if they do not.
    private var waiting: [ObjectIdentifier: (channel: any Channel, end: Scheduled<Void>)] = [:]
    private var filter = RepeatFilter<Kind>(interval: .seconds(60))

    init(users: AllowedUsers, limits: SplitListenerLimits, loop: any EventLoop, logger: Logger) {
        self.users = users
        self.limits = limits
        self.loop = loop
        self.logger = logger
    }

    /// How many are open.
    var count: Int { connections.count }

    /// Looks at a connection before anything has been set up for it.
    ///
    /// - Returns: false if it was turned away.
    func admits(_ channel: any Channel) -> Bool {
        let user = SocketUser(ofOtherEnd: channel)
        if let reason = refusal(of: user) {
            refused(channel, reason, user)
            return false
        }
        let id = ObjectIdentifier(channel)
        connections.insert(id)
        let end = loop.assumeIsolated().scheduleTask(in: limits.patience) { [weak self] in
            guard let self, waiting.removeValue(forKey: id) != nil else { return }
            refused(channel, .preambleTimeout, user)
        }
        waiting[id] = (channel, end)
        channel.closeFuture.assumeIsolated().whenComplete { [weak self] _ in
            self?.connections.remove(id)
            self?.waiting.removeValue(forKey: id)?.end.cancel()
        }
        return true
    }

    /// The connection has said what it is for: it may stay.
    func introduced(_ channel: any Channel) {
        waiting.removeValue(forKey: ObjectIdentifier(channel))?.end.cancel()
    }

    /// Closes those that have not said what they are for.
    func close() {
        for (channel, end) in waiting.values {
            end.cancel()
            channel.close(promise: nil)
        }
        waiting.removeAll()
    }

    private func refusal(of user: SocketUser?) -> SplitRefusalReason? {
        guard let user else { return .unknownUser }
        guard users.contains(user) else { return .foreignUser }
        guard connections.count < limits.connections else { return .tooManyConnections }
        return waiting.count < limits.waiting ? nil : .tooManyWaiting
    }

    private func refused(_ channel: any Channel, _ reason: SplitRefusalReason, _ user: SocketUser?) {
        refusals[reason, default: 0] += 1
        // The line is made first: after the close the program may end, and its name cannot be seen any more.
        if case .report(let repeated) = filter.happened(Kind(reason: reason, uid: user?.uid), now: .now()) {
            var metadata: Logger.Metadata = [
                "reason": "\(reason.rawValue)", "why": "\(reason.message)", "remedy": "\(reason.remedy)",
            ]
            switch reason {
            case .foreignUser: metadata["err"] = "\(user?.text ?? "nobody"); allowed: \(users)"
            case .unknownUser: break
            case .tooManyConnections: metadata["err"] = "\(limits.connections) are open"
            case .tooManyWaiting: metadata["err"] = "\(limits.waiting), \(user?.text ?? "nobody")"
            case .preambleTimeout: metadata["err"] = "\(user?.text ?? "nobody")"
            }
            if repeated > 0 { metadata["repeated"] = "\(repeated)" }
            logger.warning("Split connection refused", metadata: metadata)
        }
        channel.close(promise: nil)
    }
}
