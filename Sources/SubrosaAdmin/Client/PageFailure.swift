import NIOCore
import NIOPosix
import NIOSSL
import SubrosaCore
import SubrosaIdentity

/// Why a page could not be had.
package enum PageFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// No answer, or only a part of one, came in time.
    case silent(seconds: Int64)
    case tooLong
    /// The connection ended before the answer was there.
    case ended
    /// What BoringSSL says.
    case tls(String)
    /// There was no connection, or it broke; what the system says.
    case system(String)

    init(_ error: any Error, deadline: TimeAmount) {
        switch error {
        case AnswerCollector.Failure.tooLong: self = .tooLong
        case AnswerCollector.Failure.ended: self = .ended
        case ChannelError.connectTimeout: self = .silent(deadline)
        case let error as NIOConnectionError:
            if case .connectTimeout? = error.connectionErrors.first?.error as? ChannelError {
                self = .silent(deadline)
            } else {
                self = .system(Self.text(error))
            }
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            self = .tls(UntrustedText.escaped("\(error)", limit: 300))
        default: self = .system(Self.text(error))
        }
    }

    private static func silent(_ deadline: TimeAmount) -> PageFailure {
        .silent(seconds: deadline.nanoseconds / 1_000_000_000)
    }

    private static func text(_ error: NIOConnectionError) -> String {
        if let first = error.connectionErrors.first { return text(first.error) }
        return "its host name cannot be resolved"
    }

    private static func text(_ error: any Error) -> String {
        (error as? IOError).map { SystemMessage.text($0.errnoCode) } ?? "\(error)"
    }

    package var description: String {
        switch self {
        case .silent(let seconds): "no answer within \(seconds) s"
        case .tooLong: "the answer is too long"
        case .ended: "the connection ended before the answer was there"
        case .tls(let text): "no TLS: \(text)"
        case .system(let text): text
        }
    }
}
