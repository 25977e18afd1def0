import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Why a dial failed, in the words that logs and metrics share.
enum DialFailure: Equatable {
    /// No TCP connection.
    case connect(DialFailureReason, detail: String)
    /// TCP, but no hello.
    case refused(Refusal)

    var reason: String {
        switch self {
        case .connect(let reason, _): reason.rawValue
        case .refused(let refusal): refusal.reason.rawValue
        }
    }

    /// As it is counted.
    var kind: DialCount.Failure {
        switch self {
        case .connect(let reason, _): .connect(reason)
        case .refused(let refusal): .refused(refusal.reason)
        }
    }

    var message: String {
        switch self {
        case .connect(let reason, _): reason.message
        case .refused(let refusal): refusal.reason.message
        }
    }

    var remedy: String {
        switch self {
        case .connect(let reason, _): reason.remedy
        case .refused(let refusal): refusal.reason.remedy
        }
    }

    var detail: String {
        switch self {
        case .connect(_, let detail): detail
        case .refused(let refusal): refusal.detail
        }
    }

    /// - Parameters:
    ///   - error: what `ClientBootstrap.connect` threw.
    ///   - isNameUnanswered: the time was up while the system still looked for the name.
    init(connectError error: any Error, isNameUnanswered: Bool) {
        switch error {
        case ChannelError.connectTimeout where isNameUnanswered:
            self = .connect(.nameNotResolved, detail: "the DNS servers have not answered in time")
        case let error as NIOConnectionError where error.connectionErrors.isEmpty:
            let text = (error.dnsAError ?? error.dnsAAAAError).map { "\($0)" } ?? "no address"
            self = .connect(.nameNotResolved, detail: "\(error.host): \(text)")
        case let error as NIOConnectionError:
            let last = error.connectionErrors.last?.error
            self = .connect(
                Self.reason(of: last),
                detail: error.connectionErrors.map { "\(AddressText.describe($0.target)): \(Self.text(of: $0.error))" }
                    .joined(separator: "; "))
        default:
            self = .connect(Self.reason(of: error), detail: Self.text(of: error))
        }
    }

    private static func text(of error: any Error) -> String {
        if case .connectTimeout? = error as? ChannelError { return "no answer in time" }
        return (error as? IOError).map { SystemMessage.text($0.errnoCode) } ?? "\(error)"
    }

    private static func reason(of error: (any Error)?) -> DialFailureReason {
        if case .connectTimeout? = error as? ChannelError { return .connectTimeout }
        switch (error as? IOError)?.errnoCode {
        case ECONNREFUSED: return .connectionRefused
        case ETIMEDOUT: return .connectTimeout
        case ENETUNREACH, EHOSTUNREACH, EPERM, EACCES, EADDRNOTAVAIL: return .unreachable
        default: return .other
        }
    }
}
