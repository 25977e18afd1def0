import ArgumentParser
import Logging
import NIOCore
import SubrosaEdge
import SubrosaSplit

/// This process as the edge of a node: what `subrosa edge` and `subrosa exec --via` have in common.
struct CarryingEdge: Carrier {
    private let service: EdgeService
    private let drainTimeout: DurationArgument
    private let logger: Logger
    private let tidying: Task<Void, any Error>

    /// Begins to look for the host half.
    ///
    /// - Throws: `ExitCode(1)` after the reason has been logged.
    static func start(
        _ via: ViaOptions, in directory: String, drainTimeout: DurationArgument, logger: Logger
    ) async throws -> CarryingEdge {
        let place = try via.place(directory, logger: logger)
        logger.info(
            "Starting subrosa",
            metadata: [
                "version": "\(Version.number)", "via": "\(place.sockets.directory)", "host_half": "\(place.users)",
            ])
        let service = try await EdgeService.start(
            place.sockets, users: place.users, version: Version.number, logger: logger)
        return CarryingEdge(
            service: service, drainTimeout: drainTimeout, logger: logger,
            tidying: Task { try await ProgramText.keepTidy() })
    }

    /// The first table of the host half: who this node is. However long that takes; nil if the task is cancelled.
    func firstTable() async -> EdgeTable? {
        for await table in service.tables { return table }
        return nil
    }

    func waitUntilReady(atMost limit: Duration) async {
        let tried = service.tried
        let isReady = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in tried { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        if !isReady, !Task.isCancelled {
            logger.info("Not every peer has been tried yet", metadata: ["timeout": "\(limit)"])
        }
    }

    func reload() async { service.requestReload() }

    func drain() async throws {
        tidying.cancel()
        let cutOff = try await service.drain(timeout: drainTimeout.timeAmount)
        if cutOff > 0 {
            logger.warning(
                "Streams were cut off", metadata: ["count": "\(cutOff)", "remedy": "give a longer --drain.timeout"])
        }
        logger.info("Drained")
    }
}
