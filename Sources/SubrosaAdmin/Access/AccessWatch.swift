import Logging
import NIOPosix
import SubrosaConfig
import SubrosaIdentity
import Synchronization

/// The web configuration file in force, and its changes: looked at once a second, taken over when what was written has
/// stayed as it is for a second. What is wrong with a new one is logged, and the old one stays. New connections get new
/// TLS; passwords count from the next request.
package final class AccessWatch: Sendable {
    package static let interval = Duration.seconds(1)

    private let path: String
    private let credentialDirectory: String?
    private let interval: Duration
    private let access: Mutex<WebAccess>

    /// - Parameter access: what ``WebAccess/load(path:credentialDirectory:)`` made of the file.
    package init(
        _ access: WebAccess, path: String, credentialDirectory: String?, interval: Duration = AccessWatch.interval
    ) {
        self.path = path
        self.credentialDirectory = credentialDirectory
        self.interval = interval
        self.access = Mutex(access)
    }

    var current: WebAccess { access.withLock { $0 } }

    /// Until cancelled.
    func run(logger: Logger) async {
        var stamps = current.stamps
        var watch = FileWatch(stamps)
        while !Task.isCancelled {
            guard (try? await Task.sleep(for: interval)) != nil else { return }
            guard watch.looked(await Self.stamps(of: Set(stamps.keys))) else { continue }
            stamps = await reload(logger: logger)
            watch.wasRead(stamps)
        }
    }

    /// - Returns: what to look at from now on, as it was before it was read.
    private func reload(logger: Logger) async -> [String: FileStamp?] {
        let (path, credentialDirectory) = (path, credentialDirectory)
        let outcome = try? await NIOThreadPool.singleton.runIfActive {
            // If the new file is wrong, it is also mended by changing what the old one names.
            let files = WebAccess.files(path: path, credentialDirectory: credentialDirectory)
            return (FileStamp.all(of: files), WebAccess.load(path: path, credentialDirectory: credentialDirectory))
        }
        guard let (stamps, result) = outcome else { return current.stamps }
        switch result {
        case .success(let new):
            access.withLock { $0 = new }
            new.warnings.forEach { logger.warning("Web configuration", metadata: ["warning": "\($0)"]) }
            logger.info(
                "Web configuration reloaded",
                metadata: ["users": "\(new.users.count)", "tls": "\(new.context != nil)"])
            return new.stamps
        case .failure(let problems):
            for problem in problems.errors {
                logger.error(
                    "Web configuration refused",
                    metadata: [
                        "err": "\(problem)", "why": "what is in force stays in force",
                        "remedy": "mend it; it is read again when it changes",
                    ])
            }
            return stamps
        }
    }

    private static func stamps(of paths: Set<String>) async -> [String: FileStamp?] {
        (try? await NIOThreadPool.singleton.runIfActive { FileStamp.all(of: paths) }) ?? [:]
    }
}
