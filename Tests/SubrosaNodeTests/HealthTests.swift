import SubrosaCore
import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Whether gossip passes")
    struct HealthTests {
        /// Nodes whose Alertmanagers have begun to talk.
        private func run(
            _ count: Int = 2, _ body: (Cluster, [FakeAlertmanager]) async throws -> Void
        ) async throws {
            try await Cluster.run(count) { cluster in
                let alertmanagers = try cluster.machines.map { try FakeAlertmanager($0) }
                cluster.onCleanUp { alertmanagers.forEach { $0.stop() } }
                for (machine, alertmanager) in zip(cluster.machines, alertmanagers) {
                    for peer in cluster.machines where peer !== machine {
                        try alertmanager.ping(machine.virtualAddress(of: peer))
                    }
                }
                try await body(cluster, alertmanagers)
            }
        }

        private func health(_ machine: Machine, _ peer: Machine) async throws -> PeerHealth? {
            try await machine.control.status().peers.first { $0.name.text == peer.name }?.canaries.health
        }

        private func waitFor(_ health: PeerHealth, _ machine: Machine, _ peer: Machine) async throws {
            try await eventually("\(machine.name) finds \(peer.name) \(health)", within: .seconds(20)) {
                try await self.health(machine, peer) == health
            }
        }

        @Test func canariesComeBackThroughBothLinksAndThePeersAlertmanager() async throws {
            try await run { cluster, alertmanagers in
                let (one, two) = cluster.pair
                try await waitFor(.ok, one, two)
                try await waitFor(.ok, two, one)
                let status = try await one.control.status()
                #expect(status.gossip.alertmanager == .heard)
                #expect(status.peers[0].canaries.totals.answered > 0)
                #expect(status.peers[0].canaries.figures.roundTrip != nil)
                let ping = try #require(alertmanagers[1].pings.all.first)
                #expect(ping.sender == two.virtualAddress(of: one))
                // The answers are nobody's but the node's own; only the first pings of the other one arrive.
                #expect(alertmanagers[0].others.all.allSatisfy { $0.bytes.first == 0 })
            }
        }

        @Test func anAlertmanagerThatHangsIsBlamedAndNobodyElse() async throws {
            try await run(3) { cluster, alertmanagers in
                let machines = cluster.machines
                for machine in machines {
                    for peer in machines where peer !== machine { try await waitFor(.ok, machine, peer) }
                }
                alertmanagers[2].setDeaf(true)
                try await waitFor(.alertmanagerNotAnswering, machines[0], machines[2])
                try await waitFor(.alertmanagerNotAnswering, machines[1], machines[2])
                #expect(try await health(machines[0], machines[1]) == .ok)
                try await waitFor(.ownAlertmanagerSilent, machines[2], machines[0])
                try await eventually("each node has the whole picture", within: .seconds(10)) {
                    for machine in machines {
                        let matrix = try await machine.control.status().gossip.matrix
                        let found = MatrixDiagnosis(matrix).findings
                        guard found.map(\.about) == ["am-3"], matrix.rows.count == 3 else { return false }
                    }
                    return true
                }
                alertmanagers[2].setDeaf(false)
                try await waitFor(.ok, machines[2], machines[0])
            }
        }

        @Test func gossipThatComesWithAnAnswerIsDelivered() async throws {
            try await run { cluster, alertmanagers in
                let (one, two) = cluster.pair
                alertmanagers[1].addGossip(Array("news".utf8))
                try await waitFor(.ok, one, two)
                try await alertmanagers[0].others.wait("the news arrive") {
                    $0.contains { $0.bytes.first == 7 && $0.bytes.suffix(4) == Array("news".utf8) }
                }
            }
        }

        @Test func beforeAlertmanagerHasSpokenNoCanaryIsSent() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let alertmanagers = try [FakeAlertmanager(one), FakeAlertmanager(two)]
                cluster.onCleanUp { alertmanagers.forEach { $0.stop() } }
                // Its answers would teach as well.
                alertmanagers[0].setDeaf(true)
                // What no memberlist says teaches nothing; the other one's canaries are the proof that time has passed.
                try alertmanagers[0].send(Array("gossip".utf8), to: one.virtualAddress(of: two))
                try alertmanagers[1].ping(two.virtualAddress(of: one))
                try await alertmanagers[0].pings.wait("two canaries of the other one") { $0.count >= 2 }
                #expect(alertmanagers[1].pings.all.isEmpty)
                #expect(try await health(one, two) == .unknown)
            }
        }

        @Test func aCanaryHasTheLabelOfTheAlertmanagerBesideItsNode() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let alertmanagers = try [FakeAlertmanager(one), FakeAlertmanager(two)]
                cluster.onCleanUp { alertmanagers.forEach { $0.stop() } }
                try alertmanagers[0].ping(one.virtualAddress(of: two), label: "prod")
                try await alertmanagers[1].pings.wait("a canary") { !$0.isEmpty }
                #expect(alertmanagers[1].pings.all.first?.bytes.starts(with: [244, 4] + Array("prod".utf8)) == true)
            }
        }

        @Test func aLinkThatIsDownIsSaidToBeDown() async throws {
            try await run { cluster, _ in
                let (one, two) = cluster.pair
                try await waitFor(.ok, one, two)
                try await two.stop()
                try await waitFor(.linkDown, one, two)
            }
        }
    }
}
