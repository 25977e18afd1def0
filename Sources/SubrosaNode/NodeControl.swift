import FoundationEssentials
import Logging
import NIOPosix
import SubrosaConfig
import SubrosaCore
import SubrosaIdentity

/// What can be asked of a running node from outside: to read its configuration again, and how it is. Reloads follow one
/// another; two never run at once.
package actor NodeControl: NodeView {
    /// How often the files are looked at, and the ends of certificates.
    package static let interval = Duration.seconds(1)
    /// After a refusal everything is read again so often: some causes pass by themselves (a certificate that is not valid
    /// yet, an address that is taken).
    private static let retryInterval = Duration.seconds(30)

    private let service: NodeService
    private let path: String
    private let child: (@Sendable () -> ChildStatus)?
    private let log: @Sendable () -> LogStatus
    private let logger: Logger
    private var setup: Setup
    private var reloading = ReloadStatus(lastSuccess: WallTime(Date()))
    private var files: Set<String>
    private var watch: FileWatch<[String: FileStamp?]>
    private var notices = ExpiryNotices()
    /// The last reload that was asked for; the next waits for it.
    private var last: Task<[String], Never>?
    /// One that was asked for from outside and has not begun: whoever asks meanwhile gets its result.
    private var requested: Task<[String], Never>?
    private var lastAttempt = ContinuousClock.now

    /// - Parameters:
    ///   - setup: what the service was started with.
    ///   - path: the configuration file that it came from.
    ///   - child: how it stands with the command that this process supervises, if it does.
    ///   - log: how it stands with what `logger` writes.
    package init(
        _ service: NodeService, setup: Setup, path: String, child: (@Sendable () -> ChildStatus)? = nil,
        log: @escaping @Sendable () -> LogStatus = { LogStatus() }, logger: Logger
    ) {
        self.service = service
        self.setup = setup
        self.path = path
        self.child = child
        self.log = log
        var logger = logger
        logger[metadataKey: "component"] = "reload"
        self.logger = logger
        files = setup.config.files.union([path])
        watch = FileWatch(FileStamp.all(of: files))
    }

    /// Reads the configuration and all that it names and takes it over as one whole, or leaves everything as it is.
    ///
    /// - Returns: why not, a line each; empty if it was taken over.
    package func reload(_ cause: ReloadCause) async -> [String] {
        let before = last
        let task = Task {
            _ = await before?.value
            return await reloadNow(cause)
        }
        last = task
        return await task.value
    }

    /// At most one a second, however many ask.
    package func reload() async -> [String] {
        if let requested { return await requested.value }
        let wait = Self.interval - (ContinuousClock.now - lastAttempt)
        let task = Task {
            try? await Task.sleep(for: max(.zero, wait))
            requested = nil
            return await reload(.request)
        }
        requested = task
        return await task.value
    }

    /// Looks at the files once a second and at the ends of certificates, until cancelled.
    package func watchFiles() async {
        while !Task.isCancelled {
            giveNotice()
            guard (try? await Task.sleep(for: Self.interval)) != nil else { return }
            if watch.looked(await Self.stamps(of: files)) {
                _ = await reload(.files)
            } else if !reloading.wasLastSuccessful, ContinuousClock.now - lastAttempt >= Self.retryInterval {
                _ = await reload(.retry)
            }
        }
    }

    /// On a thread that may wait for a network file system.
    private static func stamps(of paths: Set<String>) async -> [String: FileStamp?] {
        let stamps = try? await NIOThreadPool.singleton.runIfActive { FileStamp.all(of: paths) }
        return stamps ?? [:]
    }

    package func status() async throws -> NodeStatus {
        var status = try await service.status(reload: reloading)
        status.child = child?()
        status.log = log()
        return status
    }

    private func reloadNow(_ cause: ReloadCause) async -> [String] {
        // Before they are read: what changes meanwhile is seen at the next look.
        files = Setup.files(path: path).union(setup.config.files)
        watch.wasRead(await Self.stamps(of: files))
        lastAttempt = .now
        let outcome = await Setup.load(path: path, name: setup.node.name.text, isNameRequired: true, now: Date())
        let problems: [String]
        switch outcome {
        case .ready(let new): problems = await takeOver(new, cause)
        case .soundWithoutNode: problems = ["it is not known which node this is"]
        case .problems(let found): problems = found.all.map(\.description)
        }
        if !problems.isEmpty { refused(problems, cause) }
        return problems
    }

    private func takeOver(_ new: Setup, _ cause: ReloadCause) async -> [String] {
        do {
            let change = try await service.reload(new)
            let oldWeb = setup.config.web
            setup = new
            reloading.wasLastSuccessful = true
            reloading.lastSuccess = WallTime(Date())
            reloading.successCount += 1
            reloading.problems = []
            var metadata: Logger.Metadata = [
                "cause": "\(cause.rawValue)",
                "certificate_not_after": "\(new.credentials.notAfter.formatted(.iso8601))",
                "serial": "\(SerialText.hexadecimal(new.credentials.leaf.serialNumber))",
                "peers": "\(new.peers.count)",
            ]
            for (key, value) in change { metadata[key] = "\(value)" }
            if new.config.web != oldWeb {
                logger.warning(
                    "A change of web takes effect after a restart", metadata: ["remedy": "restart this node"])
            }
            new.warnings.forEach { logger.warning("Configuration", metadata: ["warning": "\($0)"]) }
            logger.info("Reloaded", metadata: metadata)
            service.happened(NodeEvent(.reloaded, at: .now(), message: "cause: \(cause.rawValue)"))
            return []
        } catch {
            return ["\(error)"]
        }
    }

    private func refused(_ problems: [String], _ cause: ReloadCause) {
        reloading.wasLastSuccessful = false
        reloading.lastFailure = WallTime(Date())
        reloading.failureCount += 1
        let isSaidAlready = cause == .retry && problems == reloading.problems
        reloading.problems = problems
        if !isSaidAlready, let first = problems.first {
            let more = problems.count > 1 ? "and \(problems.count - 1) more" : nil
            service.happened(NodeEvent(.reloadRefused, at: .now(), message: first, detail: more))
        }
        for problem in problems where !isSaidAlready {
            logger.error(
                "Reload refused",
                metadata: [
                    "cause": "\(cause.rawValue)", "err": "\(problem)", "why": "what is in force stays in force",
                    "remedy":
                        "mend it (subrosa check-config shows all of it); it is read again when it changes, and every 30 s",
                ])
        }
    }

    private func giveNotice() {
        let credentials = setup.credentials
        var items = [ExpiryNotices.Item(what: "this node's certificate", end: credentials.notAfter)]
        items += credentials.trust.roots.map {
            ExpiryNotices.Item(
                what: "the CA \(UntrustedText.quoted($0.subject.description)) in ca_file", end: $0.notValidAfter)
        }
        items += credentials.trust.revocationLists.map {
            ExpiryNotices.Item(
                what: "the CRL of \($0.issuer) in crl_file", end: $0.nextUpdate.date,
                // One that is made anew every week is no news all its life.
                notice: min(
                    Credentials.expiryWarning, $0.nextUpdate.date.timeIntervalSince($0.thisUpdate.date) / 2))
        }
        for notice in notices.due(items, now: Date()) {
            let metadata: Logger.Metadata = [
                "what": "\(notice.item.what)", "end": "\(notice.item.end.formatted(.iso8601))",
                "remedy": "put a new one into its file; it is taken over without a restart",
            ]
            service.happened(
                NodeEvent(
                    notice.hasEnded ? .expired : .expiresSoon, at: .now(),
                    message: "\(notice.item.what) \(notice.hasEnded ? "ended" : "ends")"
                        + " \(notice.item.end.formatted(.iso8601))"))
            if notice.hasEnded {
                logger.error("Expired", metadata: metadata)
            } else {
                logger.warning("Expires soon", metadata: metadata)
            }
        }
    }
}
