import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaTestKit
import SubrosaWire
import Testing

@testable import SubrosaTransport

@Suite("Strangers", .serialized)
struct StrangerTests {
    private func frame(_ type: FrameType, length: Int, _ payload: [UInt8] = []) -> [UInt8] {
        var buffer = ByteBuffer()
        buffer.writeInteger(UInt32(type.rawValue) << 24 | UInt32(length))
        buffer.writeBytes(payload)
        return Array(buffer.readableBytesView)
    }

    /// What the accepting node says to a stranger.
    private func verdict(
        deadline: TimeAmount = .seconds(3), sending bytes: [UInt8] = [],
        _ spoil: ((Fabric, inout TLSConfiguration) throws -> Void)? = { _, _ in }
    ) async throws -> Outcome {
        var outcome: Outcome?
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2, deadline: deadline))
            var configuration = try Stranger.configuration(try fabric.leaf(1))
            try spoil?(fabric, &configuration)
            try await Stranger.connect(fabric, to: acceptor.port, spoil == nil ? nil : configuration, sending: bytes)
            outcome = try await acceptor.first()
        }
        return try #require(outcome)
    }

    @Test(arguments: [[], ["http/1.1"], ["subrosa/2", "subrosa/"]])
    func whoDoesNotOfferTheProtocolIsRefused(offers: [String]) async throws {
        let outcome = try await verdict { $1.applicationProtocols = offers }
        #expect(outcome == .refused(.alpnMismatch))
    }

    @Test func aServerThatDoesNotAgreeOnTheProtocolIsRefused() async throws {
        try await Fabric.run { fabric in
            var configuration = try Stranger.configuration(try fabric.leaf(2))
            configuration.applicationProtocols = []
            let server = TLSConfiguration.makeServerConfiguration(
                certificateChain: configuration.certificateChain, privateKey: try #require(configuration.privateKey))
            let port = try await Stranger.listen(fabric, server)
            #expect(try await fabric.dial(2, at: port, as: try await fabric.settings(1)) == .refused(.alpnMismatch))
        }
    }

    @Test func whoShowsNoCertificateIsRefused() async throws {
        let outcome = try await verdict {
            $1.certificateChain = []
            $1.privateKey = nil
        }
        #expect(outcome == .refused(.noCertificate))
    }

    @Test func whoShowsAnExpiredCertificateIsRefused() async throws {
        let outcome = try await verdict { fabric, configuration in
            let stale = try fabric.pki.issue(sans: [.dns("am-1.test")], .expired)
            configuration = try Stranger.configuration(stale)
        }
        #expect(outcome == .refused(.certificateExpired))
    }

    @Test func whoSpeaksOnlyTLS12IsRefused() async throws {
        let outcome = try await verdict {
            $1.minimumTLSVersion = .tlsv12
            $1.maximumTLSVersion = .tlsv12
        }
        #expect(outcome == .refused(.tlsVersion))
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n\r\n", "\u{0}\u{1}\u{2}\u{3}garbage", "SSH-2.0-OpenSSH\r\n"])
    func whoSpeaksNoTLSIsRefused(text: String) async throws {
        #expect(try await verdict(sending: Array(text.utf8), nil) == .refused(.notTLS))
    }

    @Test func whoSaysNothingIsRefusedAtTheDeadline() async throws {
        #expect(try await verdict(deadline: .milliseconds(100), nil) == .refused(.handshakeTimeout))
    }

    @Test func whoShakesHandsAndSaysNoHelloIsRefusedAtTheDeadline() async throws {
        #expect(try await verdict(deadline: .milliseconds(300)) == .refused(.helloTimeout))
    }

    @Test func aServerThatSaysNoHelloIsGivenUp() async throws {
        try await Fabric.run { fabric in
            let silent = try await Stranger.listen(fabric, nil)
            let settings = try await fabric.settings(1, deadline: .milliseconds(100))
            #expect(try await fabric.dial(2, at: silent, as: settings) == .refused(.handshakeTimeout))
        }
    }

    @Test func aFirstFrameThatIsNoHelloIsRefused() async throws {
        #expect(try await verdict(sending: frame(.open, length: 0)) == .refused(.frameInvalid))
        #expect(try await verdict(sending: [0xff, 0, 0, 0]) == .refused(.frameInvalid))
    }

    @Test func aFirstFrameThatIsTooLargeIsRefusedOnItsHeader() async throws {
        #expect(try await verdict(sending: frame(.hello, length: 1_025)) == .refused(.frameTooLarge))
        #expect(try await verdict(sending: frame(.hello, length: 0xff_ffff)) == .refused(.frameTooLarge))
    }

    @Test func anotherVersionOfTheProtocolIsRefused() async throws {
        let hello = frame(.hello, length: 40, [0, 2] + [UInt8](repeating: 0, count: 38))
        #expect(try await verdict(sending: hello) == .refused(.protocolVersion))
    }

    @Test func aHelloThatCannotBeReadIsRefused() async throws {
        let hello = frame(.hello, length: 40, [0, 1, 9] + [UInt8](repeating: 0, count: 37))
        #expect(try await verdict(sending: hello) == .refused(.helloInvalid))
    }
}
