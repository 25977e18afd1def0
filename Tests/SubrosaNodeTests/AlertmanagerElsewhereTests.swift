import SubrosaConfig
import SubrosaTestKit
import Testing

@testable import SubrosaNode

extension NodeBehaviour {
    @Suite("An Alertmanager elsewhere")
    struct AlertmanagerElsewhereTests {
        private func expectGossip(_ cluster: Cluster, at address: LoopbackAddress, _ number: UInt8) async throws {
            let (one, two) = cluster.pair
            let (near, far) = (try one.openUDP(), try UDPClient(address))
            try near.send([number], to: one.virtualAddress(of: two))
            let there = try await OnThread.run { try far.receive() }
            #expect(there == .init(bytes: [number], sender: two.virtualAddress(of: one)))
            try far.send([number, number], to: two.virtualAddress(of: one))
            let back = try await OnThread.run { try near.receive() }
            #expect(back == .init(bytes: [number, number], sender: one.virtualAddress(of: two)))

            let server = try TCPServer.echo(address)
            defer { server.stop() }
            let stream = try one.connect(to: two)
            try stream.send([number])
            try stream.finish()
            #expect(try await OnThread.run { try stream.receiveAll() } == [number])
        }

        private func other(_ machine: Machine) -> LoopbackAddress {
            LoopbackAddress(ip: machine.alertmanager.ip + 100, port: machine.alertmanager.port)
        }

        @Test func itGetsItsGossipThereAndAReloadMovesIt() async throws {
            try await Cluster.run(isStarted: false) { cluster in
                let two = cluster.pair.1
                try cluster.configure(two, alertmanager: "\(other(two))")
                try await cluster.start()
                try await expectGossip(cluster, at: other(two), 1)
                try cluster.configure(two)
                try await two.reload()
                try await expectGossip(cluster, at: two.alertmanager, 2)
                for machine in cluster.machines { #expect(machine.log.all("Link down").isEmpty) }
            }
        }

        @Test func itsNameIsAskedOfTheResolver() async throws {
            try await DNSServer.run { server in
                try await Cluster.run(isStarted: false) { cluster in
                    let two = cluster.pair.1
                    server.set("am.test", to: [other(two).host])
                    try cluster.configure(
                        two, alertmanager: "am.test:\(two.alertmanager.port)", top: ["resolver: \(server.address)"])
                    try await cluster.start()
                    try await two.log.line("Alertmanager found", ["address": "\(other(two))"])
                    try await expectGossip(cluster, at: other(two), 1)
                    let setup = try await two.setup()
                    #expect(
                        try ClusterFlags(config: setup.config, node: setup.node).lines.prefix(2) == [
                            "--cluster.listen-address=\(other(two))",
                            "--cluster.advertise-address=\(two.alertmanager)",
                        ])
                }
            }
        }

        @Test func anAddressOfAnotherMachineIsRefused() async throws {
            try await Cluster.run { cluster in
                let two = cluster.pair.1
                try cluster.configure(two, alertmanager: "192.0.2.9:9094")
                let problems = try await two.control.reload(.signal)
                #expect(problems.count == 1)
                #expect(
                    problems.first?.hasSuffix(
                        ":10:19: alertmanager 192.0.2.9:9094 of am-2, which is this node, is no address of this machine: gossip would leave the machine in clear; write an address that this machine has (ip address show), or remove the key"
                    ) == true, "\(problems)")
                try await expectGossip(cluster, at: two.alertmanager, 1)
            }
        }
    }
}
