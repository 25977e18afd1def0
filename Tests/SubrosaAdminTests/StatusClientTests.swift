import Logging
import NIOCore
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Status client", .serialized)
struct StatusClientTests {
    private func url(_ address: LoopbackAddress) -> StatusURL { StatusURL(host: address.host, port: Int(address.port)) }

    private func failure(
        _ address: LoopbackAddress, deadline: TimeAmount = StatusClient.deadline, limit: Int = 1 << 20
    ) async -> String {
        do throws(StatusFailure) {
            _ = try await StatusClient.fetch(url(address), deadline: deadline, answerLimit: limit)
            return "no failure"
        } catch {
            return "\(error)"
        }
    }

    private func server(answering text: String) throws -> TCPServer {
        try TCPServer(LoopbackAddress(ip: 0x7f00_0001, port: 0)) { connection in
            _ = try connection.receive()
            try connection.send(text.utf8)
            try connection.finish()
        }
    }

    @Test func itFetchesWhatTheServerServes() async throws {
        let status = try SampleStatus.unwell().status()
        let free = try LoopbackAddress(ip: 0x7f00_0001, port: 0).withFreePort()
        let server = try await AdminServer.start(
            address: (try #require(IPAddress("127.0.0.1")), free.port), view: FakeNode(status), version: "0.1.0",
            logger: LogRecorder().logger)
        let json = try await StatusClient.fetch(url(free))
        await server.close()
        #expect(try StatusDocument(json: json) == StatusDocument(status, softwareVersion: "0.1.0"))
    }

    @Test func nobodyThereIsSaidWithARemedy() async throws {
        let free = try LoopbackAddress(ip: 0x7f00_0001, port: 0).withFreePort()
        let text = await failure(free)
        #expect(text.hasPrefix("cannot reach the node at http://\(free): Connection refused; "))
        #expect(text.hasSuffix(", or give its address with --url"))
    }

    @Test func someoneElseThereIsSaid() async throws {
        let other = try server(answering: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        #expect(await failure(other.address).contains("answers with HTTP status 404"))
        let ssh = try server(answering: "SSH-2.0-OpenSSH_9.2\r\n")
        #expect(await failure(ssh.address).hasPrefix("cannot reach the node at "))
        let short = try server(answering: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")
        #expect(await failure(short.address).hasPrefix("cannot reach the node at "))
    }

    @Test func anAnswerHasALimit() async throws {
        let long = try server(answering: "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 4_096))
        #expect(await failure(long.address, limit: 1_024).contains("sends more than a status can be"))
    }

    @Test func whoSaysNothingIsNotWaitedForForever() async throws {
        let silent = try TCPServer(LoopbackAddress(ip: 0x7f00_0001, port: 0)) { _ = try $0.receiveAll() }
        #expect(await failure(silent.address, deadline: .milliseconds(200)).contains("no answer within"))
    }
}
