import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Real nodes on loopback sockets in this process, with certificates and configurations of their own.
///
///     try await Cluster.run(2) { cluster in
///         let (one, two) = cluster.pair
///     }
final class Cluster {
    let machines: [Machine]
    let pki: TestPKI
    private let subnets: [Subnet]
    private let directory: TemporaryDirectory
    private let links: [LoopbackAddress]
    private let dialled: [Route: LoopbackAddress]
    private var cleanUps: [() async throws -> Void] = []

    /// The first two.
    var pair: (Machine, Machine) { (machines[0], machines[1]) }

    /// Starts the nodes, waits until each reaches every other one, runs `body`, and takes everything down again in
    /// the opposite order. At the end no socket may be left.
    ///
    /// - Parameters:
    ///   - split: the positions of nodes in two halves.
    ///   - proxies: stand between the machines of their route.
    static func run(
        _ count: Int = 2, isStarted: Bool = true, split: Set<Int> = [], through proxies: [Route: Proxy] = [:],
        sourceLocation: SourceLocation = #_sourceLocation, _ body: (Cluster) async throws -> Void
    ) async throws {
        let cluster = try Cluster(count, split, proxies)
        do {
            if isStarted { try await cluster.start() }
            try await body(cluster)
        } catch {
            Issue.record(error, sourceLocation: sourceLocation)
            cluster.printLogs()
        }
        try await cluster.cleanUp(sourceLocation)
    }

    /// From one machine to another.
    struct Route: Hashable {
        let from: Int
        let to: Int
    }

    private init(_ count: Int, _ split: Set<Int>, _ proxies: [Route: Proxy]) throws {
        let directory = try TemporaryDirectory()
        let pki = try TestPKI()
        let linkSubnet = Subnet.allocate()
        let machineSubnets = (0..<count).map { _ in Subnet.allocate() }
        let names = (1...count).map { "am-\($0)" }
        let links = try (1...count).map { try linkSubnet[$0].withFreePort() }
        for (route, proxy) in proxies { proxy.lead(to: links[route.to]) }
        self.pki = pki
        self.links = links
        dialled = proxies.mapValues(\.address)
        machines = try (0..<count).map { index in
            let name = names[index]
            let leaf = try pki.issue(sans: [.dns("\(name).test")])
            _ = try leaf.write(to: directory, name: name)
            let virtual = try (1...count).map { try machineSubnets[index][$0].withFreePort() }
            let edgeDirectory = split.contains(index) ? directory["\(name)-edge"] : nil
            if let edgeDirectory { mkdir(edgeDirectory, 0o700) }
            return Machine(
                index: index, name: name, linkAddress: links[index], virtualAddresses: virtual,
                configPath: directory["\(name).yml"], edgeDirectory: edgeDirectory)
        }
        self.directory = directory
        subnets = [linkSubnet] + machineSubnets
        for machine in machines { try configure(machine) }
    }

    // MARK: Files

    /// Writes a machine's configuration.
    ///
    /// - Parameters:
    ///   - members: the nodes in it, by position; all by default.
    ///   - hosts: names to dial instead of the addresses of these nodes.
    ///   - alertmanager: where this machine's Alertmanager listens, if not at its virtual address.
    ///   - listen: where to accept peers, if not where the others find it.
    ///   - top: more lines of the top level.
    ///   - tls: more lines of the section `tls`.
    func configure(
        _ machine: Machine, members: [Int]? = nil, hosts: [Int: String] = [:], alertmanager: String? = nil,
        listen: LoopbackAddress? = nil, top: [String] = [], tls: [String] = []
    ) throws {
        var text = top.map { "\($0)\n" }.joined() + "nodes:\n"
        for peer in members ?? Array(links.indices) {
            text += """
                  - name: am-\(peer + 1)
                    address: \(hosts[peer].map { "\($0):\(links[peer].port)" } ?? "\(dialled(from: machine, to: peer))")
                    virtual_address: \(machine.virtualAddresses[peer])
                    identity: dns:am-\(peer + 1).test

                """
            if let alertmanager, peer == machine.index { text += "    alertmanager: \(alertmanager)\n" }
        }
        text += """
            listen: \(listen ?? machine.linkAddress)
            tls:
              cert_file: \(machine.name).pem
              key_file: \(machine.name).key
              ca_file: \(machine.name)-ca.pem

            """
        for line in tls { text += "  \(line)\n" }
        if let edge = machine.edgeDirectory { text += "edge: {directory: \(edge)}\n" }
        try directory.write(text, to: "\(machine.name).yml")
    }

    private func dialled(from machine: Machine, to peer: Int) -> LoopbackAddress {
        dialled[Route(from: machine.index, to: peer)] ?? links[peer]
    }

    /// Puts another certificate and key in the place of a machine's; its CAs stay.
    func give(_ machine: Machine, _ leaf: TestLeaf) throws {
        try directory.write(try leaf.keyPEM, to: "\(machine.name).key", mode: 0o600)
        try directory.write(try leaf.pem, to: "\(machine.name).pem")
    }

    /// Writes a machine's ca_file.
    func believe(_ machine: Machine, _ roots: [TestLeaf]) throws {
        try directory.write(try roots.map { try $0.rootPEM }.joined(), to: "\(machine.name)-ca.pem")
    }

    /// Writes another file beside the configurations.
    func write(_ text: String, to name: String) throws { try directory.write(text, to: name) }

    func start() async throws {
        for machine in machines { try await machine.start() }
        for machine in machines {
            for peer in machines where peer !== machine { try await machine.reaches(peer) }
        }
    }

    /// Run at the end, last come first served.
    func onCleanUp(_ body: @escaping () async throws -> Void) { cleanUps.append(body) }

    /// A listener for the machine's Alertmanager that stops with the cluster.
    @discardableResult
    func serve(_ machine: Machine, _ serve: @escaping @Sendable (TCPConnection) throws -> Void) throws -> TCPServer {
        let server = try TCPServer(machine.alertmanager, serve: serve)
        onCleanUp { server.stop() }
        return server
    }

    @discardableResult
    func serveEcho(_ machine: Machine) throws -> TCPServer {
        let server = try TCPServer.echo(machine.alertmanager)
        onCleanUp { server.stop() }
        return server
    }

    private func cleanUp(_ sourceLocation: SourceLocation) async throws {
        for body in cleanUps.reversed() { try await body() }
        cleanUps = []
        for machine in machines.reversed() { try await machine.stop() }
        do {
            try await eventually("the last socket is closed") { OpenSockets.list(in: subnets).isEmpty }
        } catch {
            Issue.record("left open: \(OpenSockets.list(in: subnets))", sourceLocation: sourceLocation)
        }
    }

    private func printLogs() {
        for machine in machines {
            for line in machine.log.lines.all { print("\(machine.name): \(line)") }
        }
    }
}
