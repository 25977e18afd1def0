import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Streams")
    struct StreamTests {
        @Test(arguments: [0, 1, 1_000, 65_536, 1 << 20, 64 << 20])
        func bytesOfEveryAmountArriveIdenticalInBothDirections(count: Int) async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                for (opener, acceptor) in [(one, two), (two, one)] {
                    let expected = acceptor.virtualAddress(of: opener).ip
                    let senders = Record<UInt32>()
                    try cluster.serve(acceptor) { connection in
                        senders.append(try connection.remoteAddress().ip)
                        while case let bytes = try connection.receive(limit: 1 << 20), !bytes.isEmpty {
                            try connection.send(bytes)
                        }
                    }
                    let connection = try opener.connect(to: acceptor)
                    let payload = Bulk.bytes(count)
                    async let sending: Void = OnThread.run {
                        try connection.send(payload)
                        try connection.finish()
                    }
                    let received = try await OnThread.run { try connection.receiveAll() }
                    try await sending
                    #expect(Bulk.areEqual(received, payload))
                    #expect(senders.all == [expected], "from the opener's virtual address")
                }
            }
        }

        @Test func writeThenCloseAtOnceLosesNothing() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let arrived = Record<[UInt8]>()
                try cluster.serve(two) { arrived.append(try $0.receiveAll()) }
                let payload = Bulk.bytes(200_000)
                for number in 0..<500 {
                    let length = [3, 1_500, 40_000, 200_000][number % 4]
                    try await OnThread.run { try one.virtualAddress(of: two).sendAndClose(payload.prefix(length)) }
                }
                try await arrived.wait("the last of 500 messages") { $0.count == 500 }
                let lengths = arrived.all.map(\.count).sorted()
                #expect(lengths == (0..<500).map { [3, 1_500, 40_000, 200_000][$0 / 125] })
                #expect(arrived.all.allSatisfy { Bulk.areEqual($0, Array(payload.prefix($0.count))) })
            }
        }

        @Test func theOpenerMayEndFirstAndStillGetItsAnswer() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serve(two) { connection in
                    let question = try connection.receiveAll()
                    try connection.send(question.reversed())
                }
                let connection = try one.connect(to: two)
                try connection.send([1, 2, 3])
                try connection.finish()
                #expect(try await OnThread.run { try connection.receiveAll() } == [3, 2, 1])
            }
        }

        @Test func theAcceptorMayEndFirstAndStillGetTheRest() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let arrived = Record<[UInt8]>()
                try cluster.serve(two) { connection in
                    try connection.send([9])
                    try connection.finish()
                    arrived.append(try connection.receiveAll())
                }
                let connection = try one.connect(to: two)
                #expect(try await OnThread.run { try connection.receiveAll() } == [9])
                let payload = Bulk.bytes(300_000)
                try await OnThread.run { try connection.send(payload) }
                try connection.finish()
                try await arrived.wait("the rest") { !$0.isEmpty }
                #expect(arrived.all == [payload])
            }
        }

        /// Few enough for handshakes of a debug build; the acceptance tests have five hundred.
        @Test func aHundredAtOnce() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let opened = Record<Void>()
                try cluster.serve(two) { connection in
                    let number = try connection.receive(exactly: 2)
                    opened.append(())
                    try connection.send(number + connection.receiveAll())
                }
                let connections = try (0..<100).map { number in
                    let connection = try one.connect(to: two)
                    try connection.send([UInt8(number >> 8), UInt8(number & 0xff)])
                    return connection
                }
                try await opened.wait("all of them are open", within: .seconds(20)) { $0.count == 100 }
                for (number, connection) in connections.enumerated() {
                    try connection.send([7])
                    try connection.finish()
                    let answer = try await OnThread.run { try connection.receiveAll() }
                    #expect(answer == [UInt8(number >> 8), UInt8(number & 0xff), 7])
                }
            }
        }
    }
}

extension LoopbackAddress {
    /// As memberlist sends a user message: connect, write, close.
    func sendAndClose(_ bytes: some Sequence<UInt8>) throws { try TCPConnection(to: self).send(bytes) }
}
