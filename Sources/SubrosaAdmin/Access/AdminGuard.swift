import Logging
import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing
import Synchronization

/// Stands between a connection and the pages: TLS, and who may have an answer.
final class AdminGuard: Sendable {
    private let watch: AccessWatch?
    private let login: LoginCheck
    private let logger: Logger
    private let failures = Mutex(RepeatFilter<SourceNetwork>(interval: .seconds(60)))

    /// - Parameter watch: nil: everybody may come in, without TLS.
    init(_ watch: AccessWatch?, logger: Logger) {
        self.watch = watch
        self.logger = logger
        login = LoginCheck(logger: logger)
    }

    /// For a new connection; nil: without TLS.
    var context: NIOSSLContext? { watch?.current.context }

    /// - Parameter authorization: every Authorization field of the request.
    /// - Returns: what to answer instead of a page; nil if the page may be seen.
    func refusal(authorization: [String], from address: SocketAddress?) async -> AdminResponse? {
        guard let users = watch?.current.users, !users.isEmpty else { return nil }
        let verdict = await login.verdict(
            BasicCredentials(fields: authorization), users: users, source: SourceNetwork(address),
            host: address.map(AddressText.host) ?? "unknown")
        switch verdict {
        case .admitted: return nil
        case .refused:
            return .text(
                401, ["This needs a user and a password."],
                headers: [["WWW-Authenticate", "Basic realm=\"Subrosa\", charset=\"UTF-8\""]])
        case .tooMany:
            return .text(429, ["Too many wrong passwords came from there."], headers: [["Retry-After", "1"]])
        case .busy: return .text(503, ["Too many passwords are being checked."], headers: [["Retry-After", "1"]])
        }
    }

    func tlsFailed(_ error: any Error, from address: SocketAddress?) {
        let source = SourceNetwork(address)
        guard case .report(let suppressed) = failures.withLock({ $0.happened(source, now: .now()) }) else { return }
        var metadata: Logger.Metadata = [
            "address": "\(address.map(AddressText.host) ?? "unknown")", "err": "\(UntrustedText.escaped("\(error)"))",
            "remedy": "look at the scheme, the CA and the client certificate that are set up there",
        ]
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("TLS with a reader of the admin pages failed", metadata: metadata)
    }

    /// Looks for changes of the file until cancelled.
    func run() async { await watch?.run(logger: logger) }

    func stop() async { await login.stop() }
}
