import Logging
import NIOCore
import NIOPosix
import NIOSSL
import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

/// A PKI, a table of three nodes and an event loop: what tests of connections between nodes need.
///
/// Everything that it opens is closed with it.
final class Fabric {
    let loop: any EventLoop
    let pki: TestPKI
    let table: NodeTable
    private let verdicts: OpenVerdicts
    private let directory: TemporaryDirectory
    private let group: MultiThreadedEventLoopGroup
    private var endings: [() async throws -> Void] = []

    static func run(_ body: (Fabric) async throws -> Void) async throws {
        let fabric = try Fabric()
        do {
            try await body(fabric)
        } catch {
            try? await fabric.end()
            throw error
        }
        try await fabric.end()
    }

    /// What would start again if its sockets were only closed is ended by this first.
    func atEnd(_ ending: @escaping () async throws -> Void) { endings.append(ending) }

    private func end() async throws {
        for ending in endings.reversed() { try await ending() }
        let lastVerdict = loop.flatSubmit { [loop, verdicts] in verdicts.end(on: loop) }
        try await within(.seconds(10), "the last verdict is given") { try await lastVerdict.get() }
        // Closes every channel that is still open on the loop.
        try await group.shutdownGracefully()
    }

    private init() throws {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = group.next()
        verdicts = OpenVerdicts(loop: loop)
        pki = try TestPKI()
        directory = try TemporaryDirectory()
        table = try #require(NodeTable(try (1...3).map { try Self.node($0, port: 9_095) }))
    }

    private static func node(_ number: Int, port: Int) throws -> Node {
        let ip = try #require(IPAddress("127.77.0.\(number)"))
        return Node(
            name: try #require(NodeName("am-\(number)")),
            linkAddress: LinkAddress(host: "127.0.0.1", port: UInt16(port)),
            virtualAddress: try #require(VirtualAddress(ip: ip, port: 9_094)),
            identities: [.dns("am-\(number).test")])
    }

    /// The node as it stands in ``table``, but at this port of 127.0.0.1.
    func node(_ number: Int, at port: Int) throws -> Node { try Self.node(number, port: port) }

    func name(_ number: Int) throws -> NodeName { try #require(NodeName("am-\(number)")) }

    func leaf(_ number: Int, key: TestKeyKind = .p256) throws -> TestLeaf {
        try pki.issue(sans: [.dns("am-\(number).test")], key: key)
    }

    /// - Parameters:
    ///   - number: who says hello.
    ///   - leaf: what it shows; its own by default.
    ///   - believing: the CA it trusts.
    ///   - deadline: of the handshake, and of the hello; times ``Patience/factor``.
    func settings(
        _ number: Int, showing leaf: TestLeaf? = nil, believing other: TestPKI? = nil,
        digest: UInt8 = 0, deadline: TimeAmount = .seconds(3), keyExchanges: [KeyExchange] = KeyExchange.allCases,
        serverNames: ServerNames? = nil
    ) async throws -> PeerConnectionSettings {
        let leaf = try leaf ?? self.leaf(number)
        let files = try leaf.write(to: directory, name: "am-\(number)-\(UInt32.random(in: 0 ... .max))")
        let credentials = try await Credentials.load(
            files: files, identities: nil, rules: TrustRules(), now: pki.now)
        let name = try self.name(number)
        let trust = Trust(roots: (other ?? pki).roots, rules: TrustRules())
        return PeerConnectionSettings(
            localName: name, digest: try #require(TableDigest(bytes: [UInt8](repeating: digest, count: 32))),
            verifier: PeerVerifier(trust: trust, table: table, localName: name),
            verdicts: verdicts, contexts: try TLSContexts(credentials: credentials, keyExchanges: keyExchanges),
            trust: trust, ownNotAfter: credentials.notAfter, serverNames: serverNames,
            deadline: deadline * Patience.factor)
    }

    /// Runs on the loop.
    func onLoop<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await loop.submit(body).get()
    }
}
