import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Datagrams")
    struct DatagramTests {
        @Test func everyLengthArrivesByteIdenticalFromTheSendersVirtualAddress() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                for (sender, receiver) in [(one, two), (two, one)] {
                    let source = try sender.openUDP()
                    let sink = try receiver.openUDP()
                    var random = SeededGenerator(seed: 1)
                    for length in [0, 1, 64, 512, 1_400, 9_000, 65_507] {
                        let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
                        try source.send(bytes, to: sender.virtualAddress(of: receiver))
                        let datagram = try await OnThread.run { try sink.receive() }
                        #expect(datagram == .init(bytes: bytes, sender: receiver.virtualAddress(of: sender)))
                    }
                }
            }
        }

        @Test func aDatagramReachesOnlyThePeerThatItIsFor() async throws {
            try await Cluster.run(3) { cluster in
                let sockets = try cluster.machines.map { try $0.openUDP() }
                for sender in cluster.machines {
                    for receiver in cluster.machines where receiver !== sender {
                        let text = Array("\(sender.name) to \(receiver.name)".utf8)
                        try sockets[sender.index].send(text, to: sender.virtualAddress(of: receiver))
                    }
                }
                for receiver in cluster.machines {
                    let socket = sockets[receiver.index]
                    var senders: Set<LoopbackAddress> = []
                    for _ in 0..<2 {
                        let datagram = try #require(try await OnThread.run { try socket.receive() })
                        senders.insert(datagram.sender)
                        let sender = try #require(
                            cluster.machines.first { receiver.virtualAddress(of: $0) == datagram.sender })
                        #expect(String(decoding: datagram.bytes, as: UTF8.self) == "\(sender.name) to \(receiver.name)")
                    }
                    #expect(senders.count == 2)
                    #expect(try socket.receive(within: 50) == nil, "no third one")
                }
            }
        }

        @Test func datagramsToAPeerThatIsDownAreDroppedAndCounted() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try await two.stop()
                try await one.log.line("Link down", ["peer": two.name])
                let source = try one.openUDP()
                for _ in 0..<100 { try source.send([1, 2, 3], to: one.virtualAddress(of: two)) }
                let position = one.logPosition
                try await two.start()
                try await one.reaches(two, from: position)
                let sink = try two.openUDP()
                try source.send([4], to: one.virtualAddress(of: two))
                #expect(try await OnThread.run { try sink.receive() }?.bytes == [4], "none of the old ones")
                try await one.stop()
                #expect(try one.totals(of: two)["dropped_outbound_link_down"] == 100)
            }
        }

        @Test func aSinkThatGoesAwayAndComesBackIsServedAgain() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let source = try one.openUDP()
                for round in 0..<3 as Range<UInt8> {
                    var sink: UDPClient? = try two.openUDP()
                    try source.send([round], to: one.virtualAddress(of: two))
                    let arrived = try await OnThread.run { [sink] () -> UDPClient.Datagram? in
                        // Those that were sent into the void may still be on their way.
                        while let datagram = try sink?.receive() { if datagram.bytes != [0xff] { return datagram } }
                        return nil
                    }
                    #expect(arrived == .init(bytes: [round], sender: two.virtualAddress(of: one)))
                    sink = nil
                    // Nobody listens: the kernel answers each with an ICMP error that must not hurt the socket.
                    for _ in 0..<50 { try source.send([0xff], to: one.virtualAddress(of: two)) }
                }
                #expect(two.log.all("A virtual address was lost; binding it again").isEmpty)
            }
        }
    }
}
