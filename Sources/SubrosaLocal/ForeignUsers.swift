import Logging
import NIOCore
import NIOPosix
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Tells the streams of ``LocalUsers`` from those of other programs of this machine. Who cannot be told is none of them.
final class ForeignUsers {
    /// Which lines are alike.
    private enum Kind: Hashable {
        case user(UInt32)
        case unknown
    }

    private let allowed: LocalUsers
    private let owner = SocketOwner()
    private let counters: PeerCounters
    private let logger: Logger
    private var filter = RepeatFilter<Kind>(interval: .seconds(60))

    init(allowed: LocalUsers, counters: PeerCounters, logger: Logger) {
        self.allowed = allowed
        self.counters = counters
        self.logger = logger
    }

    /// Whether a stream may be carried; if not, that has been counted and logged.
    func admits(_ accepted: any Channel, now: Instant) -> Bool {
        guard let ends = TCPEnds(ofOpenerOf: accepted) else {
            refused(.unknown, "the connection is gone already", now: now)
            return false
        }
        do {
            let owner = try self.owner.find(ends)
            guard !allowed.uids.contains(owner.uid) else { return true }
            refused(.user(owner.uid), "user \(owner.uid)", inode: owner.inode, now: now)
        } catch {
            refused(.unknown, Self.words(for: error), now: now)
        }
        return false
    }

    private static func words(for silence: SocketDiagnosis.Silence) -> String {
        switch silence {
        case .refused(let code) where code == ENOENT:
            "the kernel does not know the program's socket: it is in another network namespace, or closed already"
        case .refused(let code): "the kernel does not tell whose socket it is: \(SystemMessage.text(code))"
        case .orphaned: "the program had closed its socket before it could be asked whose it is"
        case .notUnderstood: "the kernel's answer, whose socket it is, cannot be understood"
        }
    }

    private func refused(_ kind: Kind, _ detail: String, inode: UInt32 = 0, now: Instant) {
        counters.streamFailed(.outbound, .foreignUser)
        guard case .report(let suppressed) = filter.happened(kind, now: now) else { return }
        let logger = self.logger
        guard inode != 0 else {
            Self.report(detail, suppressed, logger)
            return
        }
        // Looking through all processes takes a while, and only for a line in the log.
        NIOThreadPool.singleton.submit { _ in
            let holder = SocketHolder.find(inode: UInt64(inode))
            Self.report(holder.map { "\(detail), \($0)" } ?? detail, suppressed, logger)
        }
    }

    private static func report(_ detail: String, _ suppressed: UInt64, _ logger: Logger) {
        let reason = StreamResetReason.foreignUser
        var metadata: Logger.Metadata = [
            "direction": "\(PeerCounters.Direction.outbound.rawValue)", "reason": "\(reason.label)",
            "why": "\(reason.message)", "err": "\(detail)", "remedy": "\(reason.remedy)",
        ]
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("Stream failed", metadata: metadata)
    }
}
