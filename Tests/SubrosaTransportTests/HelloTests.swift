import SubrosaCore
import SubrosaTestKit
import SubrosaWire
import Testing

@testable import SubrosaTransport

@Suite("Hello over mutual TLS", .serialized)
struct HelloTests {
    @Test(arguments: [Hello.Role.link, .lane])
    func bothSidesLearnWhoTheOtherIsAndWhatTheConnectionIsFor(role: Hello.Role) async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2, digest: 22))
            let dialled = try await fabric.dial(
                2, at: acceptor.port, as: try await fabric.settings(1, digest: 11), role: role)
            #expect(dialled == .ready("am-2", role, digest: 22))
            #expect(try await acceptor.first() == .ready("am-1", role, digest: 11))
        }
    }

    @Test func aPeerThatProvesAnotherNodeThanTheOneDialledIsRefused() async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(3))
            #expect(
                try await fabric.dial(2, at: acceptor.port, as: try await fabric.settings(1)) == .refused(.wrongNode))
            #expect(try await acceptor.first() != .ready("am-1", .link, digest: 0))
        }
    }

    @Test func aPeerThatShowsTheRightCertificateButSaysAnotherNameIsRefused() async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(3, showing: try fabric.leaf(2)))
            #expect(
                try await fabric.dial(2, at: acceptor.port, as: try await fabric.settings(1)) == .refused(.wrongNode))
        }
    }

    @Test func aDiallerThatSaysAnotherNameThanItProvesIsRefusedAndTold() async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2))
            let impostor = try await fabric.settings(1, showing: try fabric.leaf(3))
            #expect(try await fabric.dial(2, at: acceptor.port, as: impostor) == .refused(.refusedByPeer))
            #expect(try await acceptor.first() == .refused(.wrongNode))
        }
    }

    @Test func aCertificateThatProvesNoConfiguredNodeIsRefusedOnBothSides() async throws {
        try await Fabric.run { fabric in
            let stranger = try fabric.pki.issue(sans: [.dns("other.test")])
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2))
            _ = try await fabric.dial(2, at: acceptor.port, as: try await fabric.settings(1, showing: stranger))
            #expect(try await acceptor.first() == .refused(.notAConfiguredNode))

            let other = try await Acceptor(fabric, try await fabric.settings(2, showing: stranger))
            #expect(
                try await fabric.dial(2, at: other.port, as: try await fabric.settings(1))
                    == .refused(.notAConfiguredNode))
        }
    }

    @Test func aCertificateOfAnotherAuthorityIsRefusedOnBothSides() async throws {
        try await Fabric.run { fabric in
            let elsewhere = try TestPKI(name: "Elsewhere")
            let stranger = try elsewhere.issue(sans: [.dns("am-1.test")])
            let acceptor = try await Acceptor(fabric, try await fabric.settings(2))
            _ = try await fabric.dial(2, at: acceptor.port, as: try await fabric.settings(1, showing: stranger))
            #expect(try await acceptor.first() == .refused(.unknownAuthority))

            let believer = try await fabric.settings(1, believing: elsewhere)
            #expect(try await fabric.dial(2, at: acceptor.port, as: believer) == .refused(.unknownAuthority))
        }
    }

    @Test func aNodeThatDialsItselfNotices() async throws {
        try await Fabric.run { fabric in
            let acceptor = try await Acceptor(fabric, try await fabric.settings(1))
            #expect(
                try await fabric.dial(2, at: acceptor.port, as: try await fabric.settings(1))
                    == .refused(.ownIdentity))
            #expect(
                try await acceptor.first() != .ready("am-1", .link, digest: 0), "nor does it accept itself")
        }
    }

    @Test func whereNobodyListensTheDialIsRefusedAtOnce() async throws {
        try await Fabric.run { fabric in
            let free = try LoopbackAddress(ip: 0x7f00_0001, port: 0).withFreePort()
            let outcome = try await fabric.dial(2, at: Int(free.port), as: try await fabric.settings(1))
            #expect(outcome == .notConnected(.connectionRefused))
        }
    }
}
