import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

@Suite("Key exchange and signatures", .serialized)
struct KeyExchangeTests {
    /// Tests that compute all the time may run beside these.
    private static let patience = TimeAmount.seconds(20)

    private func dial(_ dialling: [KeyExchange], _ accepting: [KeyExchange]) async throws -> (Outcome, Outcome) {
        var outcomes: (Outcome, Outcome)?
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(
                fabric, try await fabric.settings(2, deadline: Self.patience, keyExchanges: accepting))
            let settings = try await fabric.settings(1, deadline: Self.patience, keyExchanges: dialling)
            let dialled = try await fabric.dial(2, at: acceptor.port, as: settings)
            outcomes = (dialled, try await acceptor.first())
        }
        return try #require(outcomes)
    }

    /// One end that can do nothing else proves what both do.
    @Test(arguments: KeyExchange.allCases)
    func eachGroupIsAgreedOn(_ keyExchange: KeyExchange) async throws {
        #expect(try await dial([keyExchange], KeyExchange.allCases).1 == .ready("am-1", .link, digest: 0))
        #expect(try await dial(KeyExchange.allCases, [keyExchange]).0 == .ready("am-2", .link, digest: 0))
    }

    @Test func twoEndsThatKnowTheHybridUseIt() async throws {
        // The server's share of the hybrid is 1,120 bytes long (draft-ietf-tls-ecdhe-mlkem), that of X25519 32.
        #expect(try await serverHelloLength(KeyExchange.allCases) > 1_120)
        #expect(try await serverHelloLength([.x25519, .x25519MLKEM768]) < 200)
    }

    private func serverHelloLength(_ dialling: [KeyExchange]) async throws -> Int {
        var length = 0
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2))
            let context = try await fabric.settings(1, keyExchanges: dialling).contexts.dialling
            let record = Record<Int>()
            try await Stranger.overhear(fabric, to: acceptor.port, context, record)
            length = try await record.first("the server's hello") { _ in true }.element
        }
        return length
    }

    @Test func endsWithNoGroupInCommonRefuseEachOtherAndSayWhy() async throws {
        #expect(
            try await dial([.p256], [.x25519MLKEM768, .x25519]) == (.refused(.refusedByPeer), .refused(.tlsFailure)))
    }

    @Test(arguments: [TestKeyKind.p256, .p384, .p521, .ed25519, .rsa(2_048)])
    func everyKindOfKeyIsAcceptedOnBothSides(_ kind: TestKeyKind) async throws {
        try await Fabric.run { fabric in
            let (one, two) = (try fabric.leaf(1, key: kind), try fabric.leaf(2, key: kind))
            let acceptor = try await Acceptor(
                fabric, try await fabric.settings(2, showing: two, deadline: Self.patience))
            let settings = try await fabric.settings(1, showing: one, deadline: Self.patience)
            #expect(try await fabric.dial(2, at: acceptor.port, as: settings) == .ready("am-2", .link, digest: 0))
        }
    }
}
