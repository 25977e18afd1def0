import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension NodeBehaviour {
    @Suite("Streams that fail")
    struct StreamFailureTests {
        private let refused = SystemError(call: "connect", code: ECONNREFUSED)
        private let reset = SystemError(call: "recv", code: ECONNRESET)

        @Test func aStreamTowardsAStoppedNodeIsRefusedAtOnce() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                try await two.stop()
                try await one.log.line("Link down", ["peer": two.name])
                let began = ContinuousClock.now
                try await eventually("the address stops listening", within: .milliseconds(500)) {
                    !OpenSockets.isListening(one.virtualAddress(of: two))
                }
                for _ in 0..<10 { #expect(throws: refused) { try one.connect(to: two) } }
                #expect(ContinuousClock.now - began < .seconds(1) * Patience.factor)
            }
        }

        @Test func beforeThePeerWasEverReachedStreamsAreRefused() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let (one, two) = cluster.pair
                try await one.start()
                try await one.log.line("Dial failed", ["peer": two.name, "reason": "connection_refused"])
                #expect(throws: refused) { try one.connect(to: two) }
            }
        }

        @Test func anAlertmanagerThatRefusesResetsTheStream() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let connection = try one.connect(to: two)
                await #expect(throws: reset) { try await OnThread.run { try connection.receive() } }
                try await two.log.line(
                    "Stream failed", ["peer": one.name, "direction": "inbound", "reason": "alertmanager_refused"])
                try await one.log.line("Stream failed", ["peer": two.name, "reason": "alertmanager_refused"])
            }
        }

        @Test(arguments: [false, true])
        func aResetOnOneSideIsAResetOnTheOther(byOpener: Bool) async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let ends = Record<SystemError?>()
                let isReady = Record<Void>()
                try cluster.serve(two) { connection in
                    _ = try connection.receive(exactly: 1)
                    guard byOpener else { return try connection.resetOnClose() }
                    isReady.append(())
                    ends.append(Self.end(of: connection))
                }
                var connection: TCPConnection? = try one.connect(to: two)
                try connection?.send([1])
                if byOpener {
                    try await isReady.wait("the stream arrives") { !$0.isEmpty }
                    try connection?.resetOnClose()
                    connection = nil
                } else if let connection {
                    ends.append(try await OnThread.run { Self.end(of: connection) })
                }
                try await ends.wait("the end of the stream") { !$0.isEmpty }
                #expect(ends.all == [reset])
            }
        }

        /// - Returns: nil for an orderly end.
        private static func end(of connection: TCPConnection) -> SystemError? {
            do {
                _ = try connection.receiveAll()
                return nil
            } catch { return error as? SystemError }
        }

        @Test func whatWasSentBeforeAResetIsDeliveredFirst() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let payload = Bulk.bytes(100_000)
                let isRead = Gate()
                try cluster.serve(two) { connection in
                    try connection.send(payload)
                    isRead.pass()
                    try connection.resetOnClose()
                }
                let connection = try one.connect(to: two)
                let received = try await OnThread.run { try connection.receive(exactly: payload.count) }
                isRead.open()
                #expect(received == payload)
                await #expect(throws: reset) { try await OnThread.run { try connection.receive() } }
            }
        }

        @Test func aReaderThatStopsStopsTheWriterAndNothingElse() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let reads = Gate()
                let arrived = Record<[UInt8]>()
                try cluster.serve(two) { connection in
                    let first = try connection.receive(exactly: 1)
                    if first == [0] { reads.pass() }
                    arrived.append(try connection.receiveAll())
                }
                let stuck = try one.connect(to: two)
                try stuck.send([0])
                let payload = Bulk.bytes(128 << 20)
                let sent = try await OnThread.run { try Self.sendUntilStuck(payload, on: stuck) }
                #expect(sent < 64 << 20, "the rest of the way holds a bounded amount")

                let source = try one.openUDP()
                let sink = try two.openUDP()
                for number in 0..<20 as Range<UInt8> {
                    try source.send([number], to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [number])
                    try one.virtualAddress(of: two).sendAndClose([1, number])
                }
                try await arrived.wait("the other streams arrive") { $0.count == 20 }

                reads.open()
                try stuck.finish()
                try await arrived.wait("the stuck stream arrives") { $0.count == 21 }
                #expect(Bulk.areEqual(arrived.all[20], Array(payload.prefix(sent))))
            }
        }

        private static func sendUntilStuck(_ payload: [UInt8], on connection: TCPConnection) throws -> Int {
            var sent = 0
            while sent < payload.count, try connection.waitUntilWritable(milliseconds: 500) {
                sent += try connection.sendSome(Array(payload[sent..<min(sent + (1 << 20), payload.count)]))
            }
            return sent
        }
    }
}
