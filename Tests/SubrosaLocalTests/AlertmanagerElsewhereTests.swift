import SubrosaCore
import SubrosaNames
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

@Suite("An Alertmanager that does not listen at its virtual address")
struct AlertmanagerElsewhereTests {
    /// 127.x.y.9, which is no virtual address.
    private func other(_ side: LocalSide) -> LoopbackAddress {
        LoopbackAddress(ip: side.alertmanager.ip & ~0xff | 9, port: side.alertmanager.port)
    }

    private func expectGossip(_ side: LocalSide, at address: LoopbackAddress, _ number: UInt8) async throws {
        let alertmanager = try UDPClient(address)
        try alertmanager.send([number], to: side.peer)
        try await side.datagrams.wait("its datagram comes through") { $0.contains([number]) }
        try await side.deliver([number, number])
        let arrived = try await OnThread.run { try alertmanager.receive() }
        #expect(arrived == .init(bytes: [number, number], sender: side.peer))
        let server = try TCPServer(address) { _ in }
        #expect(try await side.dial() == nil)
        server.stop()
    }

    @Test func gossipGoesThereAndIsTakenFromThereOnly() async throws {
        try await LocalSide.run(0x7f_4f_11, host: "127.79.17.9") { side in
            try await expectGossip(side, at: other(side), 1)
            try UDPClient(side.alertmanager).send([6], to: side.peer)
            try await side.log.line("Datagrams dropped", ["reason": "foreign_source"])
            #expect(!side.datagrams.all.contains([6]))
        }
    }

    @Test func aReloadMovesIt() async throws {
        try await LocalSide.run(0x7f_4f_12) { side in
            try await expectGossip(side, at: side.alertmanager, 1)
            try await side.alertmanagerIs(at: "127.79.18.9")
            try await expectGossip(side, at: other(side), 2)
            try await side.alertmanagerIs(at: nil)
            try await expectGossip(side, at: side.alertmanager, 3)
        }
    }

    @Test func untilItsNameStandsForSomethingGossipIsDroppedAndCounted() async throws {
        try await DNSServer.run { server in
            let names = NameService(server: server.address)
            try await LocalSide.run(0x7f_4f_13, host: "am.test", names: names) { side in
                let line = try await side.log.line("Alertmanager not found").element
                #expect(line["why"] == "the name cannot be resolved")
                try await side.deliver([1])
                #expect(try await side.drops(.alertmanagerUnknown) == 1)
                #expect(try await side.dial()?.reason == .alertmanagerUnknown)
                try UDPClient(other(side)).send([2], to: side.peer)
                try await eventually("it is counted") { try await side.drops(.alertmanagerUnknown) == 2 }
                #expect(side.datagrams.all.isEmpty)

                server.set("am.test", to: ["127.79.19.9"])
                try await side.log.line("Alertmanager found", ["address": "\(other(side))"])
                try await expectGossip(side, at: other(side), 3)
            }
        }
    }

    /// What would be sent there would leave the machine in clear.
    @Test func aNameThatStandsForAnotherMachineIsRefused() async throws {
        try await DNSServer.run { server in
            server.set("am.test", to: ["192.0.2.9", "2001:db8::9", "::1", "224.0.0.1", "0.0.0.0"])
            let names = NameService(server: server.address)
            try await LocalSide.run(0x7f_4f_14, host: "am.test", names: names) { side in
                let line = try await side.log.line("Alertmanager not found").element
                #expect(line["err"]?.contains("192.0.2.9") == true)
                #expect(line["remedy"] != nil)
                #expect(try await side.dial()?.reason == .alertmanagerUnknown)
                // Of several, those of this machine count.
                server.set("am.test", to: ["192.0.2.9", "127.79.20.9"])
                try await side.log.line("Alertmanager found", ["address": "\(other(side))"])
            }
        }
    }

    @Test func aNameThatStandsForAnotherAddressIsFollowedAsSoonAsTheOldOneRefuses() async throws {
        try await DNSServer.run { server in
            server.set("am.test", to: ["127.79.21.8"])
            let names = NameService(server: server.address)
            try await LocalSide.run(0x7f_4f_15, host: "am.test", names: names) { side in
                let position = try await side.log.line("Alertmanager found").next
                server.set("am.test", to: ["127.79.21.9"])
                try await eventually("the new address is found") {
                    _ = try await side.dial()
                    return side.log.lines.all.dropFirst(position).contains { $0.message == "Alertmanager found" }
                }
                try await expectGossip(side, at: other(side), 1)
            }
        }
    }

    @Test func whatTheNameStoodForStaysGoodWhileNobodyKnowsBetter() async throws {
        try await DNSServer.run { server in
            server.set("am.test", to: ["127.79.22.9"])
            let names = NameService(server: server.address)
            try await LocalSide.run(0x7f_4f_16, host: "am.test", names: names) { side in
                try await side.log.line("Alertmanager found")
                server.set("am.test", to: nil)
                try await eventually("it is looked for in vain") {
                    // Nobody listens for streams there, so it is looked for.
                    let refused = try await side.dial()
                    #expect(refused?.reason == .alertmanagerRefused)
                    return !side.log.all("Alertmanager not found").isEmpty
                }
                try await expectGossip(side, at: other(side), 1)
            }
        }
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("192.0.2.9", false), ("2001:db8::9", false),
        ("0.0.0.0", false), ("::", false), ("224.0.0.1", false), ("ff02::1", false), ("255.255.255.255", false),
    ])
    func onlyTheMachinesOwnAddressesAreItsOwn(_ text: String, isOwn: Bool) throws {
        #expect(OwnAddress.contains(try #require(IPAddress(text))) == isOwn)
    }
}
