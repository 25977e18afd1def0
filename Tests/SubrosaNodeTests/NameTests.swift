import SubrosaTestKit
import Testing

extension NodeBehaviour {
    @Suite("Names of peers")
    struct NameTests {
        /// Nobody knows it, or nobody answers.
        @Test(arguments: [false, true])
        func aNameThatAppearsLateAndThenChangesIsFollowedAndHoldsNobodyUp(isSilent: Bool) async throws {
            try await DNSServer.run { server in
                if isSilent { server.ignore("am-2.test") }
                try await Cluster.run(3, isStarted: false) { cluster in
                    let (one, two, three) = (cluster.machines[0], cluster.machines[1], cluster.machines[2])
                    try cluster.configure(one, hosts: [1: "am-2.test"], top: ["resolver: \(server.address)"])
                    for machine in cluster.machines { try await machine.start() }
                    let failed = try await one.log.line("Dial failed", ["peer": two.name]).element
                    #expect(failed["reason"] == "name_not_resolved", "\(failed)")
                    try await one.reaches(three)

                    server.set("am-2.test", to: [two.linkAddress.host])
                    try await one.reaches(two)

                    let moved = LoopbackAddress(ip: two.linkAddress.ip + 100, port: two.linkAddress.port)
                    let position = one.logPosition
                    try await two.stop()
                    try cluster.configure(two, listen: moved)
                    server.set("am-2.test", to: [moved.host])
                    try await two.start()
                    let up = try await one.log.line("Link up", ["peer": two.name], from: position).element
                    #expect(up["address"] == "\(moved)")
                    #expect(one.log.all("Link down").allSatisfy { $0["peer"] == two.name })
                }
            }
        }

        @Test func aReloadAsksAnotherServer() async throws {
            try await DNSServer.run { server in
                try await Cluster.run(isStarted: false) { cluster in
                    let (one, two) = cluster.pair
                    server.ignore("am-2.test")
                    try cluster.configure(one, hosts: [1: "am-2.test"], top: ["resolver: \(server.address)"])
                    for machine in cluster.machines { try await machine.start() }
                    try await one.log.line("Dial failed", ["peer": two.name, "reason": "name_not_resolved"])
                    try await DNSServer.run { other in
                        other.set("am-2.test", to: [two.linkAddress.host])
                        try cluster.configure(one, hosts: [1: "am-2.test"], top: ["resolver: \(other.address)"])
                        try await one.reload()
                        try await one.reaches(two)
                    }
                }
            }
        }
    }
}
