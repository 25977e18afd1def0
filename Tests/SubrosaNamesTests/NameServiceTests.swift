import Foundation
import NIOCore
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaNames

@Suite("Addresses of names")
struct NameServiceTests {
    /// Off the threads of tests: it blocks.
    private func ask(_ service: NameService, _ host: String) async throws -> Result<[String], NameFailure> {
        try await OnThread.run {
            service.addresses(of: host, port: 9_095).map {
                $0.map { "\($0.ipAddress ?? "?") \($0.port ?? 0)" }.sorted()
            }
        }
    }

    @Test func bothFamiliesAreAskedFor() async throws {
        try await DNSServer.run { server in
            server.set("am-1.test", to: ["192.0.2.1", "2001:db8::1", "192.0.2.2"])
            let found = try await ask(NameService(server: server.address), "am-1.test")
            #expect(found == .success(["192.0.2.1 9095", "192.0.2.2 9095", "2001:db8::1 9095"]))
            #expect(server.questions.all == ["am-1.test", "am-1.test"], "A and AAAA")
        }
    }

    @Test(arguments: [["192.0.2.1"], ["2001:db8::1"]])
    func oneFamilyIsEnough(_ addresses: [String]) async throws {
        try await DNSServer.run { server in
            server.set("am-1.test", to: addresses)
            let found = try await ask(NameService(server: server.address), "am-1.test")
            #expect(found == .success(addresses.map { "\($0) 9095" }))
        }
    }

    @Test(arguments: ["192.0.2.1", "2001:db8::1"])
    func nobodyIsAskedForALiteral(_ literal: String) async throws {
        try await DNSServer.run { server in
            let found = try await ask(NameService(server: server.address), literal)
            #expect(found == .success(["\(literal) 9095"]))
            #expect(server.questions.all.isEmpty)
        }
        let found = try await ask(NameService(), literal)
        #expect(found == .success(["\(literal) 9095"]))
    }

    @Test func aNameThatDoesNotExistIsAFailureThatNamesTheServer() async throws {
        try await DNSServer.run { server in
            guard case .failure(let failure) = try await ask(NameService(server: server.address), "am-1.test") else {
                Issue.record("there is one")
                return
            }
            #expect(failure.description == "the DNS server \(server.address) says: Domain name not found")
        }
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() async throws {
        try await DNSServer.run { server in
            server.ignore("am-1.test")
            let service = NameService(server: server.address)
            let asking = Task { try await ask(service, "am-1.test") }
            try await server.questions.wait("it is asked again") { $0.count >= 4 }
            let answer = try await within(.seconds(10), "it is given up") { try await asking.value }
            let text = "the DNS server \(server.address) has not answered in time"
            #expect(answer == .failure(NameFailure(description: text)))
        }
    }

    /// A name that the system has from /etc/hosts. Not localhost: versions of c-ares differ about that (RFC 6761, section 6.3).
    @Test func withAServerTheHostsFileHasNoSay() async throws {
        let words = try String(contentsOfFile: "/etc/hosts", encoding: .utf8).split(whereSeparator: \.isNewline)
            .flatMap { $0.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).dropFirst() }
        let name = String(try #require(words.first { !$0.contains("localhost") }))
        guard case .success = try await ask(NameService(), name) else {
            Issue.record("the system does not know \(name)")
            return
        }
        try await DNSServer.run { server in
            server.set(name, to: ["192.0.2.1"])
            let found = try await ask(NameService(server: server.address), name)
            #expect(found == .success(["192.0.2.1 9095"]))
        }
    }

    @Test func theSystemKnowsThisMachine() async throws {
        let found = try await ask(NameService(), "localhost").get()
        #expect(found.contains("127.0.0.1 9095") || found.contains("::1 9095"))
    }

    /// The answer does not fit into a datagram.
    @Test func ofManyAddressesAsManyAreTakenAsAnybodyNeeds() async throws {
        try await DNSServer.run { server in
            server.set("many.test", to: (1...100).map { "192.0.2.\($0)" })
            let found = try await ask(NameService(server: server.address), "many.test").get()
            #expect(found.count == NameService.maximumCount)
        }
    }
}
