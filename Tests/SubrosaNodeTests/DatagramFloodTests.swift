import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Ten thousand datagrams back to back")
    struct DatagramFloodTests {
        private static let count: UInt32 = 10_000
        private static let marker: [UInt8] = [0xff]

        private struct Received: Sendable {
            var numbers: [UInt32] = []
            var markers = 0
            /// Not what was sent, or not from where it should come.
            var wrong: [String] = []
        }

        /// - Parameter split: the nodes that are in two halves.
        @Test(arguments: [[], [0], [1], [0, 1]] as [Set<Int>])
        func noneIsMergedSplitAlteredOrRepeatedAndEveryLossIsCounted(split: Set<Int>) async throws {
            try await Cluster.run(split: split) { cluster in
                let (one, two) = cluster.pair
                let noise = NumberedDatagram.noise(seed: 10)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                let target = one.virtualAddress(of: two)
                let sender = two.virtualAddress(of: one)
                let isOver = Record<Bool>()

                let (markers, received) = try await withThrowingTaskGroup(of: Received.self) { group in
                    group.addTask {
                        try await OnThread.run {
                            try Self.receiveAll(on: sink, from: sender, noise: noise) { isOver.append(true) }
                        }
                    }
                    let markers = try await OnThread.run {
                        for number in 0..<Self.count {
                            try source.send(NumberedDatagram(number: number, noise: noise).bytes, to: target)
                        }
                        // What was sent first arrives first: behind a marker there is nothing left to wait for.
                        var markers = 0
                        while isOver.all.isEmpty, markers < 1_000 {
                            try source.send(Self.marker, to: target)
                            markers += 1
                            _ = try source.receive(within: 10)
                        }
                        return markers
                    }
                    return (markers, try await group.next() ?? Received())
                }
                #expect(received.wrong == [])
                #expect(Set(received.numbers).count == received.numbers.count, "none twice")

                try await one.stop()
                try await two.stop()
                let lost = try Self.losses(one, two)
                #expect(
                    Int(Self.count) + markers == received.numbers.count + received.markers + lost.values.reduce(0, +))
                #expect(received.numbers.count > 100)
            }
        }

        private static func receiveAll(
            on sink: UDPClient, from sender: LoopbackAddress, noise: [UInt8], onMarker: () -> Void
        ) throws -> Received {
            var received = Received()
            // The first marker that arrives says that the flood is over; others may follow it.
            while let datagram = try sink.receive(within: received.markers == 0 ? 10_000 : 100) {
                if datagram.bytes == marker {
                    received.markers += 1
                    onMarker()
                } else if let number = NumberedDatagram.number(of: datagram.bytes), number < count,
                    datagram.bytes == NumberedDatagram(number: number, noise: noise).bytes, datagram.sender == sender
                {
                    received.numbers.append(number)
                } else {
                    received.wrong.append("\(datagram.bytes.count) bytes from \(datagram.sender)")
                }
            }
            return received
        }

        /// What both nodes say they lost on the way from one to two.
        private static func losses(_ one: Machine, _ two: Machine) throws -> [String: Int] {
            var lost: [String: Int] = [:]
            for (key, value) in try one.totals(of: two) where key.hasPrefix("dropped_outbound") {
                // Sent shortly before the end: it arrived.
                if key != "dropped_outbound_unconfirmed" { lost[key] = value }
            }
            for (key, value) in try two.totals(of: one) where key.hasPrefix("dropped_inbound") { lost[key] = value }
            let overflow = two.log.all("Datagrams dropped").filter { $0["reason"] == "alertmanager_overflow" }
            lost["alertmanager_overflow"] = overflow.last.flatMap { $0["total"] }.flatMap { Int($0) }
            return lost
        }
    }
}
