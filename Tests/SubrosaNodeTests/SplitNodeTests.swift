import SubrosaTestKit
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

extension NodeBehaviour {
    @Suite("A node in two halves")
    struct SplitNodeTests {
        private static let splits: [Set<Int>] = [[0], [1], [0, 1]]
        private let refused = SystemError(call: "connect", code: ECONNREFUSED)

        @Test(arguments: splits)
        func datagramsOfEverySizeArriveWhole(split: Set<Int>) async throws {
            try await Cluster.run(split: split) { cluster in
                for (sender, receiver) in [cluster.pair, (cluster.pair.1, cluster.pair.0)] {
                    let sockets = (try sender.openUDP(), try receiver.openUDP())
                    for size in [0, 1, 1_400, 9_000, 65_506, 65_507] {
                        let payload = Bulk.bytes(size)
                        try sockets.0.send(payload, to: sender.virtualAddress(of: receiver))
                        let arrived = try await OnThread.run { try sockets.1.receive() }
                        #expect(arrived?.bytes == payload && arrived?.sender == receiver.virtualAddress(of: sender))
                    }
                }
                for machine in cluster.machines { try await machine.stop() }
                let (one, two) = cluster.pair
                for totals in [try one.totals(of: two), try two.totals(of: one)] {
                    #expect(totals["datagrams_inbound"] == 6, "the edge's count is the node's")
                    #expect(totals.filter { $0.key.hasPrefix("dropped") && !$0.key.hasSuffix("unconfirmed") }.isEmpty)
                }
            }
        }

        @Test(arguments: splits)
        func streamsCarryMuchBothWaysAndTheirEnds(split: Set<Int>) async throws {
            try await Cluster.run(split: split) { cluster in
                for (opener, acceptor) in [cluster.pair, (cluster.pair.1, cluster.pair.0)] {
                    try cluster.serve(acceptor) { connection in
                        // The acceptor ends first, and then takes its time.
                        try connection.send([9])
                        try connection.finish()
                        let all = try connection.receiveAll()
                        #expect(Bulk.areEqual(all, Bulk.bytes(4 << 20)))
                    }
                    let connection = try opener.connect(to: acceptor)
                    #expect(try await OnThread.run { try connection.receiveAll() } == [9])
                    try await OnThread.run {
                        try connection.send(Bulk.bytes(4 << 20))
                        try connection.finish()
                        #expect(try connection.receiveAll() == [])
                    }
                }
            }
        }

        @Test(arguments: splits)
        func anEchoOfMuchComesBackUnaltered(split: Set<Int>) async throws {
            try await Cluster.run(split: split) { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let connection = try one.connect(to: two)
                let payload = Bulk.bytes(8 << 20)
                async let sending: Void = OnThread.run {
                    try connection.send(payload)
                    try connection.finish()
                }
                let received = try await OnThread.run { try connection.receiveAll() }
                try await sending
                #expect(Bulk.areEqual(received, payload))
            }
        }

        @Test(arguments: splits)
        func anAlertmanagerThatIsNotThereRefusesTheStreamAndItIsCountedOnce(split: Set<Int>) async throws {
            try await Cluster.run(split: split) { cluster in
                let (one, two) = cluster.pair
                let connection = try one.connect(to: two)
                await #expect(throws: SystemError(call: "recv", code: ECONNRESET)) {
                    try await OnThread.run { try connection.receive() }
                }
                for machine in cluster.machines { try await machine.stop() }
                #expect(try one.totals(of: two)["streams_failed_outbound_alertmanager_refused"] == 1)
                #expect(try two.totals(of: one)["streams_failed_inbound_alertmanager_refused"] == 1)
            }
        }

        @Test func withoutItsEdgeANodeStaysLinkedAndCountsAndWithItAllIsAsBefore() async throws {
            try await Cluster.run(split: [1]) { cluster in
                let (one, two) = cluster.pair
                try await two.stopEdge()
                try await two.log.line("Edge ended")
                let source = try one.openUDP()
                for number in 0..<20 as Range<UInt8> { try source.send([number], to: one.virtualAddress(of: two)) }
                let connection = try one.connect(to: two)
                await #expect(throws: SystemError(call: "recv", code: ECONNRESET)) {
                    try await OnThread.run { try connection.receive() }
                }
                try await one.log.line("Stream failed", ["reason": "edge_down"])
                try await two.log.line("Datagrams dropped", ["reason": "edge_down", "direction": "inbound"])
                #expect(one.log.all("Link down").isEmpty && two.log.all("Link down").isEmpty)
                try await two.startEdge()
                try await eventually("the edge listens") { OpenSockets.isListening(two.virtualAddress(of: one)) }
                try await flows(source, from: one, to: two, try two.openUDP())
                for machine in cluster.machines { try await machine.stop() }
                #expect((try two.totals(of: one)["dropped_inbound_edge_down"] ?? 0) >= 20)
            }
        }

        @Test func withoutItsHostHalfAnEdgeRefusesStreamsAndCountsDatagrams() async throws {
            try await Cluster.run(split: [0]) { cluster in
                let (one, two) = cluster.pair
                try await one.stopHost()
                try await one.edgeLog.line("The host half has ended")
                #expect(throws: refused) { try one.connect(to: two) }
                let source = try one.openUDP()
                for number in 0..<20 as Range<UInt8> { try source.send([number], to: one.virtualAddress(of: two)) }
                let position = one.logPosition
                try await one.startHost()
                try await one.reaches(two, from: position)
                try await flows(source, from: one, to: two, try two.openUDP())
                try await one.log.line("Datagrams dropped", ["reason": "host_down"], from: position)
                try await one.stop()
                #expect((try one.totals(of: two)["dropped_outbound_host_down"] ?? 0) >= 20)
            }
        }

        private static let probe: [UInt8] = [7]

        /// Until one arrives: nobody tells when the halves have met again.
        ///
        /// - Parameters:
        ///   - source: the Alertmanager of `one`.
        ///   - sink: the Alertmanager of `two`.
        private func flows(_ source: UDPClient, from one: Machine, to two: Machine, _ sink: UDPClient) async throws {
            try await eventually("a datagram from \(one.name) arrives at \(two.name)") {
                try source.send(Self.probe, to: one.virtualAddress(of: two))
                return try await OnThread.run { try sink.receive(within: 20)?.sender == two.virtualAddress(of: one) }
            }
        }

        private func flows(from one: Machine, to two: Machine) async throws {
            try await flows(try one.openUDP(), from: one, to: two, try two.openUDP())
        }

        /// The next datagram that is none of those that ``flows(_:from:to:_:)`` sent.
        private func next(_ sink: UDPClient) async throws -> [UInt8]? {
            try await OnThread.run {
                while let datagram = try sink.receive() {
                    if datagram.bytes != Self.probe { return datagram.bytes }
                }
                return nil
            }
        }

        @Test(arguments: splits)
        func aReloadThatAddsAndRemovesAPeerReachesTheEdgeAndDisturbsNobody(split: Set<Int>) async throws {
            try await Cluster.run(3, isStarted: false, split: split) { cluster in
                let (one, two, three) = (cluster.machines[0], cluster.machines[1], cluster.machines[2])
                for machine in [one, two] { try cluster.configure(machine, members: [0, 1]) }
                for machine in [one, two] { try await machine.start() }
                try await one.reaches(two)
                try await two.reaches(one)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                try await flows(source, from: one, to: two, sink)
                for machine in [one, two] { try cluster.configure(machine) }
                for number in 0..<20 as Range<UInt8> {
                    if number == 5 { try await one.reload() }
                    if number == 6 { try await two.reload() }
                    try source.send([number, 1], to: one.virtualAddress(of: two))
                    #expect(try await next(sink) == [number, 1])
                }
                try await three.start()
                for machine in [one, two] {
                    try await machine.reaches(three)
                    try await three.reaches(machine)
                }
                let third = try three.openUDP()
                try await flows(source, from: one, to: three, third)
                try await flows(third, from: three, to: two, sink)

                for machine in [one, two] {
                    try cluster.configure(machine, members: [0, 1])
                    try await machine.reload()
                    try await eventually("\(machine.name) gives the address up") {
                        !OpenSockets.isListening(machine.virtualAddress(of: three))
                    }
                }
                try source.send([99, 1], to: one.virtualAddress(of: two))
                #expect(try await next(sink) == [99, 1])
                for machine in [one, two] where split.contains(machine.index) {
                    #expect(machine.edgeLog.all("Attached to the host half").count == 1)
                }
            }
        }

        @Test func anAddressThatIsTakenInTheContainerIsTriedUntilItIsFree() async throws {
            try await Cluster.run(3, isStarted: false, split: [0]) { cluster in
                let (one, two, three) = (cluster.machines[0], cluster.machines[1], cluster.machines[2])
                for machine in [one, two] { try cluster.configure(machine, members: [0, 1]) }
                for machine in [one, two] { try await machine.start() }
                try await one.reaches(two)
                try await flows(from: one, to: two)
                let holder = try TCPServer.echo(one.virtualAddress(of: three))
                for machine in [one, two] { try cluster.configure(machine) }
                for machine in [one, two] { try await machine.reload() }
                let line = try await one.log.line("The edge cannot take over the node table").element
                #expect(line["err"]?.contains("the virtual address of am-3") == true, "\(line)")
                #expect(try await one.control.status().edge?.problems.count == 1)
                try await three.start()
                try await one.log.line("Link up", ["peer": three.name])
                try await flows(from: one, to: two)
                holder.stop()
                // It was reachable before its address was bound: that has not been forgotten.
                try await one.reaches(three)
                try await flows(from: one, to: three)
            }
        }

        @Test func aNodeInOneProcessIsNotMadeIntoTwoHalvesByAReload() async throws {
            try await Cluster.run { cluster in
                let one = cluster.pair.0
                try cluster.configure(one, top: ["edge: {directory: /run}"])
                let problems = try await one.control.reload(.signal)
                #expect(problems.count == 1 && problems.first?.contains("restart it") == true, "\(problems)")
            }
        }

        @Test func theEdgeCanHaveTheConfigurationReadAgain() async throws {
            try await Cluster.run(split: [0]) { cluster in
                let (one, two) = cluster.pair
                try await flows(from: one, to: two)
                one.requestReload()
                try await one.edgeLog.line("The host half has reloaded its configuration")
                try await one.log.line("Reloaded")
                try cluster.write("junk", to: "am-1.pem")
                one.requestReload()
                let line = try await one.edgeLog.line("The host half refused to reload").element
                #expect(line["err"]?.contains("am-1.pem") == true, "\(line)")
                try await flows(from: one, to: two)
            }
        }
    }
}
