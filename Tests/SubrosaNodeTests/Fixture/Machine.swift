import FoundationEssentials
import NIOCore
import SubrosaEdge
import SubrosaSplit
import SubrosaTestKit
import Synchronization
import Testing

@testable import SubrosaNode

/// One node and its surroundings: where its Alertmanager and the virtual addresses of its peers are.
///
/// All machines of a test are this one, so each has virtual addresses of its own.
final class Machine: Sendable {
    /// Position among the nodes.
    let index: Int
    let name: String
    /// Where this node accepts peers.
    let linkAddress: LoopbackAddress
    /// Of every node, as seen on this machine; this node's own is where its Alertmanager listens.
    let virtualAddresses: [LoopbackAddress]
    let log = LogRecorder()
    let configPath: String
    /// Where the halves of a node meet that is in two; nil: it is in one.
    let edgeDirectory: String?
    let edgeLog = LogRecorder()
    private let runningEdge = Mutex<EdgeService?>(nil)
    private let running = Mutex<(service: NodeService, control: NodeControl)?>(nil)

    init(
        index: Int, name: String, linkAddress: LoopbackAddress, virtualAddresses: [LoopbackAddress], configPath: String,
        edgeDirectory: String? = nil
    ) {
        self.index = index
        self.name = name
        self.linkAddress = linkAddress
        self.virtualAddresses = virtualAddresses
        self.configPath = configPath
        self.edgeDirectory = edgeDirectory
    }

    var alertmanager: LoopbackAddress { virtualAddresses[index] }

    func virtualAddress(of peer: Machine) -> LoopbackAddress { virtualAddresses[peer.index] }

    func setup() async throws -> Setup {
        switch await Setup.load(path: configPath, name: name, isNameRequired: true, now: Date()) {
        case .ready(let setup): return setup
        case .soundWithoutNode: throw NotReady(description: "no node")
        case .problems(let problems): throw NotReady(description: problems.all.map { "\($0)" }.joined(separator: "\n"))
        }
    }

    struct NotReady: Error, CustomStringConvertible { let description: String }

    func start() async throws {
        try await startHost()
        try await startEdge()
    }

    /// The node, or the host half of it.
    func startHost() async throws {
        let setup = try await setup()
        let service = try await NodeService.start(setup, logger: log.logger)
        let control = NodeControl(service, setup: setup, path: configPath, logger: log.logger)
        try await service.onReloadRequest { await control.reload() }
        running.withLock { $0 = (service, control) }
    }

    func startEdge() async throws {
        guard let edgeDirectory else { return }
        let edge = try await EdgeService.start(
            SplitSockets(directory: edgeDirectory), users: .own(), version: "test", logger: edgeLog.logger)
        runningEdge.withLock { $0 = edge }
    }

    func stopEdge(drainTimeout: TimeAmount = .seconds(1)) async throws {
        let ended = runningEdge.withLock { edge in
            defer { edge = nil }
            return edge
        }
        _ = try await ended?.drain(timeout: drainTimeout)
    }

    /// As SIGHUP at the edge.
    func requestReload() { runningEdge.withLock { $0?.requestReload() } }

    /// What can be asked of the node while it runs.
    var control: NodeControl {
        get throws { try #require(running.withLock { $0?.control }, "\(name) does not run") }
    }

    /// Reads the configuration again; it has to be taken over.
    func reload(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await control.reload(.signal) == [], sourceLocation: sourceLocation)
    }

    /// - Returns: how many streams were cut off.
    @discardableResult
    func stop(drainTimeout: TimeAmount = .seconds(1)) async throws -> Int {
        try await stopEdge(drainTimeout: drainTimeout)
        return try await stopHost(drainTimeout: drainTimeout)
    }

    @discardableResult
    func stopHost(drainTimeout: TimeAmount = .seconds(1)) async throws -> Int {
        let ended = running.withLock { running in
            defer { running = nil }
            return running
        }
        return try await ended?.service.drain(timeout: drainTimeout) ?? 0
    }

    // MARK: Waiting

    /// Waits until this node's link to the peer is up and its virtual address takes streams.
    ///
    /// - Parameter start: the position in the log from which the link has to come up.
    func reaches(_ peer: Machine, from start: Int = 0) async throws {
        try await log.line("Link up", ["peer": peer.name], from: start)
        try await eventually("\(name) listens for \(peer.name)") {
            OpenSockets.isListening(virtualAddress(of: peer))
        }
    }

    var logPosition: Int { log.lines.all.count }

    // MARK: What its Alertmanager does

    func openUDP() throws -> UDPClient { try UDPClient(alertmanager) }

    func connect(to peer: Machine) throws -> TCPConnection { try TCPConnection(to: virtualAddress(of: peer)) }

    /// The totals about a peer that the node logged when it was stopped.
    func totals(of peer: Machine) throws -> [String: Int] {
        let lines = log.all("Totals").filter { $0["peer"] == peer.name }
        return try #require(lines.last, "no totals about \(peer.name)").fields.compactMapValues { Int($0) }
    }
}
