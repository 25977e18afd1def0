import SubrosaCore
import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Sealed datagrams")
    struct SealedTests {
        @Test func aHedgedDatagramIsDeliveredOnceHoweverManyCopiesCome() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                for number in 0..<20 as Range<UInt8> { try source.send([number], to: one.virtualAddress(of: two)) }
                var numbers: Set<UInt8> = []
                for _ in 0..<20 {
                    let datagram = try #require(try await OnThread.run { try sink.receive() })
                    #expect(datagram.sender == two.virtualAddress(of: one))
                    numbers.formUnion(datagram.bytes)
                }
                #expect(numbers == Set(0..<20))
                // On the link, and four times over UDP: one of the five is delivered.
                try await eventually("every copy has come") { try await two.path(from: one).discardedCopies == 80 }
                #expect(try sink.receive(within: 50) == nil, "none twice")
            }
        }

        @Test func withUDPADatagramIsSentOnce() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                for machine in cluster.machines { try cluster.configure(machine, top: ["datagrams: udp"]) }
                try await cluster.start()
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                for length in [0, 1, 1_400, 1_410, 1_411, 65_507] {
                    let bytes = Bulk.bytes(length)
                    try source.send(bytes, to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == bytes)
                }
                #expect(try await two.path(from: one).discardedCopies == 0)
            }
        }

        @Test func withTLSNothingListensOnUDPAndThePeersUseTheLink() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let (one, two) = cluster.pair
                try cluster.configure(two, top: ["datagrams: tls"])
                try await cluster.start()
                #expect(try await one.path(to: two).linkAlone == .notTakenByPeer)
                #expect(try await two.path(to: one).linkAlone == .switchedOff)
                // Its port is free.
                let own = try UDPClient(two.linkAddress)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                try source.send([7], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [7])
                #expect(try own.receive(within: 50) == nil)
            }
        }

        @Test func aReloadChangesTheWay() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                try cluster.configure(two, top: ["datagrams: tls"])
                try await two.reload()
                try await eventually("one uses the link") {
                    try await one.path(to: two).linkAlone == .notTakenByPeer
                }
                try cluster.configure(two, top: ["datagrams: hedged"])
                let position = one.logPosition
                try await two.reload()
                try await one.log.line("Datagrams go over UDP", ["peer": two.name], from: position)
            }
        }

        @Test func aUDPPortThatIsTakenIsSaidWithItsHolder() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let (one, _) = cluster.pair
                let other = try UDPClient(one.linkAddress)
                await #expect {
                    try await one.start()
                } throws: { error in
                    "\(error)".contains("cannot bind UDP \(one.linkAddress), where this node takes sealed datagrams")
                }
                withExtendedLifetime(other) {}
            }
        }

        @Test func aReloadToAnAddressWhoseUDPPortIsTakenIsRefusedAndBindsNothing() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let wanted = try LoopbackAddress(ip: one.linkAddress.ip + 100, port: 0).withFreePort()
                let other = try UDPClient(wanted)
                try cluster.configure(one, listen: wanted)
                let problems = try await one.control.reload(.signal)
                #expect(problems.count == 1 && problems.allSatisfy { $0.contains("cannot bind UDP \(wanted)") })
                #expect(!OpenSockets.isListening(wanted))
                #expect(OpenSockets.isListening(one.linkAddress))
                #expect(try await two.path(to: one).isOverUDP)
                withExtendedLifetime(other) {}
            }
        }

        @Test func manyMoreThanGossipSendsGoOneWayAndArrive() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try await one.goesOverUDP(to: two)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                var numbers: Set<UInt32> = []
                for number in 0..<500 as Range<UInt32> {
                    try source.send(withUnsafeBytes(of: number) { Array($0) }, to: one.virtualAddress(of: two))
                    let bytes = try #require(try await OnThread.run { try sink.receive() }).bytes
                    numbers.insert(bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
                }
                #expect(numbers == Set(0..<500))
            }
        }
    }
}

extension Machine {
    /// Waits until datagrams to the peer go over UDP.
    func goesOverUDP(to peer: Machine, from start: Int = 0) async throws {
        try await log.line("Datagrams go over UDP", ["peer": peer.name], from: start)
    }

    /// Which way they go to the peer, and what has come from it.
    func path(to peer: Machine) async throws -> DatagramPathStatus {
        let status = try await control.status()
        return try #require(status.peers.first { $0.name.text == peer.name }).datagramPath
    }

    func path(from peer: Machine) async throws -> DatagramPathStatus { try await path(to: peer) }

    /// Packets that were thrown away, by reason.
    func sealedRefusals() async throws -> [SealedRefusalReason: UInt64] { try await control.status().sealedRefusals }

    /// Datagrams that were dropped on their way in.
    func dropped(from peer: Machine, _ reason: DropReason) async throws -> UInt64 {
        let status = try await control.status()
        let drops = try #require(status.peers.first { $0.name.text == peer.name }).traffic.drops
        return drops[.init(direction: .inbound, reason: reason)] ?? 0
    }
}
