import Logging
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Admin server", .serialized)
struct AdminServerTests {
    /// A server with a fake node behind it.
    private struct Fixture {
        let node: FakeNode
        let server: AdminServer
        let address: LoopbackAddress

        init(_ sample: SampleStatus) async throws {
            node = FakeNode(try sample.status())
            let free = try LoopbackAddress(ip: 0x7f00_0001, port: 0).withFreePort()
            address = free
            server = try await AdminServer.start(
                address: (try #require(IPAddress("127.0.0.1")), free.port), view: node, version: "0.1.0",
                logger: LogRecorder().logger)
        }

        /// Everything that comes back until the server closes.
        func exchange(_ text: String) async throws -> String {
            try await OnThread.run { [address] in
                let connection = try TCPConnection(to: address)
                try connection.send(text.utf8)
                return String(decoding: try connection.receiveAll(), as: UTF8.self)
            }
        }
    }

    private func serving(
        _ sample: SampleStatus, _ body: (Fixture) async throws -> Void
    ) async throws {
        let fixture = try await Fixture(sample)
        do {
            try await body(fixture)
        } catch {
            await fixture.server.close()
            throw error
        }
        await fixture.server.close()
    }

    private static func get(
        _ path: String, _ headers: String = "Connection: close\r\n", method: String = "GET"
    ) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n"
    }

    /// Reads up to and with the body of one answer.
    private static func answer(_ connection: TCPConnection) throws -> (head: String, body: String) {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) { bytes += try connection.receive(exactly: 1) }
        let head = String(decoding: bytes, as: UTF8.self)
        let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            .flatMap { Int($0.dropFirst("content-length: ".count)) }
        return (head, String(decoding: try connection.receive(exactly: length ?? 0), as: UTF8.self))
    }

    @Test func itServesEveryPage() async throws {
        try await serving(.well()) { fixture in
            #expect(fixture.server.boundAddress == "\(fixture.address)")
            for path in ["/", "/metrics", "/api/v1/status", "/-/healthy", "/-/ready"] {
                let answer = try await fixture.exchange(Self.get(path))
                #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(path)")
            }
            let answer = try await fixture.exchange(Self.get("/nothing"))
            #expect(answer.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test func headIsTheHeadOfGetAndNothingMore() async throws {
        try await serving(.well()) { fixture in
            let whole = try await fixture.exchange(Self.get("/-/ready"))
            let head = try await fixture.exchange(Self.get("/-/ready", method: "HEAD"))
            #expect(head.hasSuffix("\r\n\r\n") && whole.hasPrefix(head) && whole != head)
        }
    }

    @Test func reloadTellsWhatCameOfIt() async throws {
        try await serving(.well()) { fixture in
            let post = Self.get("/-/reload", "Connection: close\r\nContent-Length: 4\r\n", method: "POST") + "body"
            let taken = try await fixture.exchange(post)
            #expect(taken.hasSuffix("\r\n\r\nreloaded\n"))
            fixture.node.setProblems(["subrosa.yml:1:1: no"])
            let answer = try await fixture.exchange(post)
            #expect(answer.hasPrefix("HTTP/1.1 500 ") && answer.hasSuffix("\r\n\r\nsubrosa.yml:1:1: no\n"))
            #expect(fixture.node.reloads == 2)
        }
    }

    @Test func aConnectionIsKeptForTheNextRequest() async throws {
        try await serving(.well()) { fixture in
            try await OnThread.run { [address = fixture.address] in
                let connection = try TCPConnection(to: address)
                for _ in 0..<3 {
                    try connection.send(Self.get("/-/ready", "").utf8)
                    #expect(try Self.answer(connection).body == "Subrosa is ready.\n")
                }
            }
        }
    }

    @Test func requestsSentAtOnceAreAnsweredInOrder() async throws {
        try await serving(.well()) { fixture in
            try await OnThread.run { [address = fixture.address] in
                let connection = try TCPConnection(to: address)
                let paths =
                    ["/-/healthy", "/metrics", "/-/ready", "/nothing"] + Array(repeating: "/-/ready", count: 200)
                try connection.send((paths.map { Self.get($0, "") }.joined() + Self.get("/-/healthy")).utf8)
                let bodies = try (0...paths.count).map { _ in try Self.answer(connection).body }
                #expect(bodies[0] == "Subrosa is running.\n" && bodies[2] == "Subrosa is ready.\n")
                #expect(bodies[1].hasPrefix("# HELP ") && bodies[3].hasPrefix("There is nothing here."))
                #expect(bodies.last == "Subrosa is running.\n")
                #expect(try connection.receiveAll().isEmpty)
            }
        }
    }

    @Test func aHeadThatIsTooLongIsRefused() async throws {
        try await serving(.well()) { fixture in
            let long = String(repeating: "x", count: AdminLimits.requestBytes)
            for request in [
                Self.get("/\(long)"), Self.get("/", "X: \(long)\r\n"), Self.get("/", "X: \(long)\(long)\(long)\r\n"),
                Self.get("/", String(repeating: "X: y\r\n", count: 3_000)),
            ] {
                let answer = try await fixture.exchange(request)
                #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer.prefix(40))")
            }
        }
    }

    @Test func aBodyThatIsTooLongIsRefused() async throws {
        try await serving(.well()) { fixture in
            let body = String(repeating: "x", count: 3 * AdminLimits.requestBytes)
            let post = Self.get("/-/reload", "Content-Length: \(body.count)\r\n", method: "POST") + body
            let answer = try await fixture.exchange(post)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(fixture.node.reloads == 0)
        }
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1}\u{2}\u{0}", "GET / HTTP/9.9\r\n\r\n", "\r\n\r\n\r\nHELO\r\n", "GET /\r\nx\r\n\r\n",
    ])
    func whatIsNotHTTPIsRefused(text: String) async throws {
        try await serving(.well()) { fixture in
            let answer = try await fixture.exchange(text)
            #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400 "))
        }
    }

    @Test func aRequestWithoutAHostIsRefused() async throws {
        try await serving(.well()) { fixture in
            for (request, status) in [
                ("GET / HTTP/1.1\r\n\r\n", "400"), ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
                ("GET /-/healthy HTTP/1.0\r\n\r\n", "200"),
            ] {
                let answer = try await fixture.exchange(request)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request)")
            }
        }
    }

    /// Whoever has waited longest without asking anything has to go; the kernel keeps no queue of the others.
    @Test func moreConnectionsThanPlacesPushOutTheOldestThatAsksNothing() async throws {
        try await serving(.well()) { fixture in
            try await OnThread.run { [address = fixture.address] in
                let silent = try (0..<AdminLimits.connections).map { _ in
                    let connection = try TCPConnection(to: address)
                    // Served once, so it has its place.
                    try connection.send(Self.get("/-/healthy", "").utf8)
                    _ = try Self.answer(connection)
                    return connection
                }
                let late = try TCPConnection(to: address)
                try late.send(Self.get("/-/healthy", "").utf8)
                #expect(try Self.answer(late).body == "Subrosa is running.\n")
                #expect(try silent[0].receiveAll().isEmpty)
                try silent[1].send(Self.get("/-/healthy", "").utf8)
                #expect(try Self.answer(silent[1]).body == "Subrosa is running.\n")
            }
        }
    }

    @Test func whoIsBeingServedIsNotPushedOut() async throws {
        try await serving(.well()) { fixture in
            fixture.node.hold()
            let busy = try await OnThread.run { [address = fixture.address] in
                try (0..<AdminLimits.connections).map { _ in
                    let connection = try TCPConnection(to: address)
                    try connection.send(Self.get("/-/ready", "").utf8)
                    return connection
                }
            }
            try await fixture.node.asked.wait("a request on each place") { $0.count == AdminLimits.connections }
            let late = try await OnThread.run { [address = fixture.address] in
                try? TCPConnection(to: address).receiveAll()
            }
            #expect(late?.isEmpty ?? true)
            fixture.node.release()
            let bodies = try await OnThread.run { try busy.map { try Self.answer($0).body } }
            #expect(bodies.allSatisfy { $0 == "Subrosa is ready.\n" })
        }
    }

    @Test func whoLeavesBeforeTheAnswerDisturbsNobody() async throws {
        try await serving(.well()) { fixture in
            fixture.node.hold()
            try await OnThread.run { [address = fixture.address] in
                for _ in 0..<10 {
                    let connection = try TCPConnection(to: address)
                    try connection.resetOnClose()
                    try connection.send(Self.get("/metrics").utf8)
                }
            }
            // Health asks nobody, so it is served while the node is stuck.
            let healthy = try await fixture.exchange(Self.get("/-/healthy"))
            #expect(healthy.hasPrefix("HTTP/1.1 200 "))
            fixture.node.release()
            let ready = try await fixture.exchange(Self.get("/-/ready"))
            #expect(ready.hasPrefix("HTTP/1.1 200 "))
        }
    }

    @Test func anAddressThatIsTakenIsSaid() async throws {
        try await serving(.well()) { fixture in
            let (address, node) = (fixture.address, fixture.node)
            await #expect {
                _ = try await AdminServer.start(
                    address: (try #require(IPAddress("127.0.0.1")), address.port), view: node, version: "0.1.0",
                    logger: LogRecorder().logger)
            } throws: { error in
                "\(error)".hasPrefix("cannot bind TCP \(address), web.listen_address: the address is in use ")
                    && "\(error)".hasSuffix("; stop that process, or choose another port in web.listen_address")
            }
        }
    }

    @Test func closingEndsConnectionsAndFreesTheAddress() async throws {
        let fixture = try await Fixture(.well())
        let connection = try await OnThread.run { [address = fixture.address] in
            let connection = try TCPConnection(to: address)
            try connection.send(Self.get("/-/healthy", "").utf8)
            _ = try Self.answer(connection)
            return connection
        }
        await fixture.server.close()
        #expect(try await OnThread.run { try connection.receiveAll() }.isEmpty)
        #expect(throws: SystemError.self) { try TCPConnection(to: fixture.address) }
    }
}
