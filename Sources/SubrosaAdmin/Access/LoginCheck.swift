import Crypto
import FoundationEssentials
import Logging
import NIOPosix
import SubrosaCore
import SubrosaIdentity
import SubrosaPlumbing

/// Who may have an answer: looks passwords up, with hashing that costs an attacker more than the node.
///
/// One thread hashes, so that no more than one processor is busy with it, and few wait for it. Who has been let in is
/// remembered, by a keyed digest: a scrape every second is hashed once.
actor LoginCheck {
    enum Verdict: Hashable, Sendable {
        case admitted
        /// No password, or not that of the user.
        case refused
        /// Too many have been tried from there.
        case tooMany
        /// Too many wait for the thread.
        case busy
    }

    static let waitingLimit = 16
    static let knownLimit = 128

    private typealias Digest = HMAC<SHA256>.MAC

    private let threads = NIOThreadPool(numberOfThreads: 1)
    private var isStarted = false
    private let key = SymmetricKey(size: .bits256)
    /// Oldest first.
    private var known: [Digest] = []
    private var tries = LoginTries()
    private var waiting = 0
    private var failures = RepeatFilter<SourceNetwork>(interval: .seconds(60))
    private let logger: Logger
    private let now: @Sendable () -> Instant
    private let matches: @Sendable ([UInt8], String) -> Bool

    /// - Parameters:
    ///   - now: the time, by which tries are counted.
    ///   - matches: whether a password has a hash; blocks.
    init(
        logger: Logger, now: @escaping @Sendable () -> Instant = { .now() },
        matches: @escaping @Sendable ([UInt8], String) -> Bool = PasswordHash.matches
    ) {
        self.now = now
        self.logger = logger
        self.matches = matches
    }

    /// - Parameters:
    ///   - users: hashes by name; empty: everybody is admitted.
    ///   - host: where the request comes from, for the log.
    func verdict(
        _ credentials: BasicCredentials?, users: [String: String], source: SourceNetwork, host: String
    ) async -> Verdict {
        guard !users.isEmpty else { return .admitted }
        // Browsers and curl ask without one first: nothing to tell anybody.
        guard let credentials else { return .refused }
        let hash = users[credentials.user]
        let digest = hash.map { self.digest(credentials, $0) }
        if let digest, known.contains(digest) { return .admitted }
        guard tries.take(source, now: now()) else {
            failed(credentials, source, host, "too many passwords were tried from there")
            return .tooMany
        }
        guard waiting < Self.waitingLimit else {
            failed(credentials, source, host, "too many passwords are being looked up at this moment")
            return .busy
        }
        // A user who does not exist takes as long as the slowest who does.
        let cost = users.values.map(PasswordHash.cost).max() ?? 0
        guard let isRight = await hashed(credentials.password, hash ?? PasswordHash.decoy(cost: cost)) else {
            return .busy
        }
        guard isRight, let digest else {
            failed(credentials, source, host, "the user or the password is wrong")
            return .refused
        }
        remember(digest)
        return .admitted
    }

    /// Nobody is waited for.
    func stop() async {
        guard isStarted else { return }
        try? await threads.shutdownGracefully()
    }

    /// - Returns: nil if the node ends meanwhile.
    private func hashed(_ password: [UInt8], _ hash: String) async -> Bool? {
        if !isStarted {
            isStarted = true
            threads.start()
        }
        waiting += 1
        defer { waiting -= 1 }
        let matches = self.matches
        return try? await threads.runIfActive { matches(password, hash) }
    }

    private func remember(_ digest: Digest) {
        guard !known.contains(digest) else { return }
        if known.count >= Self.knownLimit { known.removeFirst() }
        known.append(digest)
    }

    /// With the hash in it, so that it ends with the password.
    private func digest(_ credentials: BasicCredentials, _ hash: String) -> Digest {
        var mac = HMAC<SHA256>(key: key)
        for part in [Array(credentials.user.utf8), Array(hash.utf8), credentials.password] {
            mac.update(data: withUnsafeBytes(of: UInt64(part.count)) { Array($0) })
            mac.update(data: part)
        }
        return mac.finalize()
    }

    private func failed(_ credentials: BasicCredentials, _ source: SourceNetwork, _ host: String, _ why: String) {
        guard case .report(let suppressed) = failures.happened(source, now: .now()) else { return }
        var metadata: Logger.Metadata = [
            "address": "\(host)", "user": "\(UntrustedText.quoted(credentials.user))", "why": "\(why)",
            "remedy":
                "if it is your monitoring, compare its basic_auth with basic_auth_users; if not, find out who tries and close the port to it",
        ]
        if suppressed > 0 { metadata["repeated"] = "\(suppressed)" }
        logger.warning("Login to the admin pages refused", metadata: metadata)
    }
}
