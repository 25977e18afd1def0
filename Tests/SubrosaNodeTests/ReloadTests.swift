import SubrosaTestKit
import Testing

@testable import SubrosaNode

extension NodeBehaviour {
    @Suite("Reload")
    struct ReloadTests {
        /// Sends a datagram each way between all machines and waits for each: nothing is lost and nothing is counted.
        private func gossip(_ cluster: Cluster, _ number: UInt8) async throws {
            let sockets = try cluster.machines.map { try $0.openUDP() }
            for sender in cluster.machines {
                for receiver in cluster.machines where receiver !== sender {
                    try sockets[sender.index].send([number], to: sender.virtualAddress(of: receiver))
                    let socket = sockets[receiver.index]
                    #expect(try await OnThread.run { try socket.receive() }?.bytes == [number])
                }
            }
        }

        @Test func aReloadThatChangesNothingTouchesNoLinkAndLosesNoDatagram() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let positions = (one.logPosition, two.logPosition)
                let source = try one.openUDP()
                let sink = try two.openUDP()
                for number in 0..<20 as Range<UInt8> {
                    async let reloaded: Void = one.reload()
                    try source.send([number], to: one.virtualAddress(of: two))
                    #expect(try await OnThread.run { try sink.receive() }?.bytes == [number])
                    try await reloaded
                }
                for (machine, position) in [(one, positions.0), (two, positions.1)] {
                    let said = machine.log.lines.all[position...].map(\.message)
                    #expect(said.allSatisfy { $0 == "Reloaded" }, "\(said)")
                }
            }
        }

        @Test func aRenewedCertificateIsPresentedOnNewLinksBeforeTheOldOnesGo() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let positions = (one.logPosition, two.logPosition)
                let leaf = try cluster.pki.issue(sans: [.dns("am-1.test")], commonName: "renewed")
                try cluster.give(one, leaf)
                try await one.reload()
                try await one.log.line("Link renewed", ["peer": two.name], from: positions.0)
                let line = try await two.log.line("Link renewed", ["peer": one.name], from: positions.1).element
                #expect(line["subject"] == "CN=renewed")
                try await two.log.line("Replaced link ended", from: positions.1)
                try await gossip(cluster, 1)
                #expect(one.log.all("Link down").isEmpty && two.log.all("Link down").isEmpty)
                try await one.stop()
                try await two.stop()
                #expect(try one.totals(of: two).filter { $0.key.hasPrefix("dropped") }.isEmpty)
                #expect(try two.totals(of: one).filter { $0.key.hasPrefix("dropped") }.isEmpty)
            }
        }

        @Test func aStreamUnderWayOutlivesTheRenewalOfItsLane() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.serveEcho(two)
                let connection = try one.connect(to: two)
                try connection.send([1])
                #expect(try await OnThread.run { try connection.receive() } == [1])
                let position = two.logPosition
                try cluster.give(one, try cluster.pki.issue(sans: [.dns("am-1.test")]))
                try await one.reload()
                try await two.log.line("Link renewed", from: position)
                try connection.send([2])
                #expect(try await OnThread.run { try connection.receive() } == [2])
                try connection.finish()
                #expect(try await OnThread.run { try connection.receiveAll() } == [])
                #expect(one.log.all("Stream failed").isEmpty && two.log.all("Stream failed").isEmpty)
            }
        }

        @Test func peersAreToldOfAnotherNodeTableOnTheLinksThatAreUp() async throws {
            try await Cluster.run(3) { cluster in
                let (one, two) = cluster.pair
                func links() async throws -> [UInt64] {
                    let peers = try await two.control.status().peers
                    let status = try #require(peers.first { $0.name.text == one.name })
                    return [status.outbound.count, status.inbound.count]
                }
                let before = try await links()
                for members in [[0, 1], [0, 1, 2]] {
                    let position = two.logPosition
                    try cluster.configure(one, members: members)
                    try await one.reload()
                    let digest = try await one.control.status().tableDigest
                    // Every machine here has addresses of its own, so its table is another one anyway.
                    try await two.log.line(
                        "The peer's node table differs from this node's",
                        ["peer": one.name, "peer_digest": "\(digest)"], from: position)
                }
                #expect(try await links() == before)
            }
        }

        @Test(arguments: ["certificate", "key", "ca", "config"])
        func whatIsNotValidIsRefusedAndTheOldStateStays(_ what: String) async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                switch what {
                case "certificate": try cluster.write("junk", to: "am-1.pem")
                case "key": try cluster.write(try cluster.pki.issue().keyPEM, to: "am-1.key")
                case "ca": try cluster.believe(one, [try TestPKI().issue()])
                default: try cluster.configure(one, tls: ["certfile: x"])
                }
                let position = one.logPosition
                #expect(try await !one.control.reload(.signal).isEmpty)
                try await one.log.line("Reload refused", from: position)
                let status = try await one.control.status()
                #expect(!status.reload.wasLastSuccessful && status.reload.failureCount == 1)
                #expect(!status.reload.problems.isEmpty)
                #expect(one.log.all("Link down").isEmpty && two.log.all("Link down").isEmpty)
                try await gossip(cluster, 1)
            }
        }

        @Test func theAuthorityIsExchangedWithoutALinkGoingDown() async throws {
            try await Cluster.run { cluster in
                let next = try TestPKI(name: "Next CA")
                let old = try cluster.pki.issue()
                let new = try next.issue()
                for machine in cluster.machines {
                    try cluster.believe(machine, [new, old])
                    try await machine.reload()
                }
                for machine in cluster.machines {
                    let positions = cluster.machines.map(\.logPosition)
                    try cluster.give(machine, try next.issue(sans: [.dns("\(machine.name).test")]))
                    try await machine.reload()
                    for peer in cluster.machines where peer !== machine {
                        try await peer.log.line(
                            "Link renewed", ["peer": machine.name, "authority": "CN=Next CA"],
                            from: positions[peer.index])
                    }
                    try await gossip(cluster, UInt8(machine.index))
                }
                for machine in cluster.machines {
                    let control = try machine.control
                    try await eventually("nobody stands on the old authority any more") {
                        try await control.status().authorities.map(\.peers.count) == [1, 0]
                    }
                    let authorities = try await control.status().authorities
                    #expect(authorities.map(\.subject) == ["CN=Next CA", "CN=Test CA"])
                    #expect(authorities.map(\.isOwn) == [true, false])
                }
                for machine in cluster.machines {
                    try cluster.believe(machine, [new])
                    try await machine.reload()
                }
                try await gossip(cluster, 9)
                for machine in cluster.machines { #expect(machine.log.all("Link down").isEmpty) }
            }
        }

        @Test func anAuthorityThatIsTakenOutTooEarlyEndsTheLinksThatStandOnIt() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let next = try TestPKI(name: "Next CA")
                try cluster.believe(one, [try next.issue()])
                try cluster.give(one, try next.issue(sans: [.dns("am-1.test")]))
                let positions = (one.logPosition, two.logPosition)
                try await one.reload()
                for message in ["Link down", "Accepted link ended"] {
                    let line = try await one.log.line(message, ["peer": two.name], from: positions.0).element
                    #expect(line["reason"] == "unknown_authority", "\(line)")
                    #expect(line["remedy"] != nil)
                }
                let trouble = try await one.control.status().peers[0]
                #expect(!trouble.outbound.isUp && !trouble.inbound.isUp)
                #expect(trouble.inbound.lastTrouble?.reason == "unknown_authority")
            }
        }

        @Test func aNodeIsAddedAndRemovedWithoutTouchingTheOthers() async throws {
            try await Cluster.run(3, isStarted: false) { cluster in
                let (one, two, three) = (cluster.machines[0], cluster.machines[1], cluster.machines[2])
                for machine in [one, two] { try cluster.configure(machine, members: [0, 1]) }
                for machine in [one, two] { try await machine.start() }
                try await one.reaches(two)
                try await two.reaches(one)
                let positions = (one.logPosition, two.logPosition)

                for machine in [one, two] {
                    try cluster.configure(machine)
                    try await machine.reload()
                    #expect(machine.log.all("Reloaded").last?["added"] == "am-3")
                }
                try await three.start()
                for machine in [one, two] { try await machine.reaches(three) }
                for machine in [one, two] { try await three.reaches(machine) }
                try await gossip(cluster, 1)

                for machine in [one, two] {
                    try cluster.configure(machine, members: [0, 1])
                    try await machine.reload()
                    #expect(machine.log.all("Reloaded").last?["removed"] == "am-3")
                    try await machine.log.line("Link down", ["peer": three.name, "reason": "node_removed"])
                    #expect(
                        try await machine.control.status().peers.map(\.name.text) == [machine === one ? "am-2" : "am-1"]
                    )
                }
                try await three.stop()
                for (machine, position) in [(one, positions.0), (two, positions.1)] {
                    let down = machine.log.lines.all[position...].filter { $0.message == "Link down" }
                    #expect(down.allSatisfy { $0["peer"] == three.name }, "\(down)")
                }
            }
        }

        @Test func aCertificateThatEndsWhileItsLinkIsUpEndsTheLinkOnBothSides() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let (one, two) = cluster.pair
                try cluster.give(one, try cluster.pki.issue(sans: [.dns("am-1.test")], .endsIn(3)))
                try await cluster.start()
                try await two.log.line("Link down", ["peer": one.name, "reason": "certificate_expired"])
                try await two.log.line("Accepted link ended", ["peer": one.name, "reason": "certificate_expired"])
                try await one.log.line("Link down", ["peer": two.name, "reason": "own_certificate_expired"])

                let positions = (one.logPosition, two.logPosition)
                try cluster.give(one, try cluster.pki.issue(sans: [.dns("am-1.test")]))
                try await one.reload()
                try await one.reaches(two, from: positions.0)
                try await two.reaches(one, from: positions.1)
                try await gossip(cluster, 1)
            }
        }

        @Test func changedFilesAreTakenOverWithoutASignal() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let control = try one.control
                let watching = Task { await control.watchFiles() }
                defer { watching.cancel() }
                let positions = (one.logPosition, two.logPosition)
                try cluster.give(one, try cluster.pki.issue(sans: [.dns("am-1.test")]))
                try await one.log.line("Reloaded", ["cause": "files changed"], from: positions.0)
                try await two.log.line("Link renewed", ["peer": one.name], from: positions.1)
            }
        }
    }
}
