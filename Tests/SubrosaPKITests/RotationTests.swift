import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing
import X509

@Suite struct RotationTests {
    private let names = ["am-1", "am-2", "am-3"]

    /// What a node believes and presents: a copy of files of the CA's directory.
    private struct Machine {
        let name: String
        var believed: [Certificate]
        var chain: [[UInt8]]
    }

    private func table() throws -> NodeTable {
        let nodes = try names.enumerated().map { index, name in
            let address = try #require(IPAddress("127.77.0.\(index + 1)"))
            return Node(
                name: try #require(NodeName(name)), linkAddress: LinkAddress(host: "\(name).test", port: 9095),
                virtualAddress: try #require(VirtualAddress(ip: address, port: 9094)), identities: [.dns(name)])
        }
        return try #require(NodeTable(nodes))
    }

    /// - Returns: `am-1>am-2` for each node and each other that it does not accept, both when dialling and when dialled.
    private func refusals(_ machines: [Machine], now: Date) async throws -> [String] {
        let table = try table()
        var refusals: [String] = []
        for machine in machines {
            let verifier = PeerVerifier(
                trust: Trust(roots: machine.believed, rules: TrustRules()), table: table,
                localName: try #require(NodeName(machine.name)))
            for peer in machines where peer.name != machine.name {
                let peerName = try #require(NodeName(peer.name))
                for side in [PeerVerifier.Side.accepting, .dialling(peerName)] {
                    if case .refused = await verifier.verify(chain: peer.chain, side: side, now: now) {
                        refusals.append("\(machine.name)>\(peer.name)")
                        break
                    }
                }
            }
        }
        return refusals
    }

    private func chain(_ pki: AuthorityFixture, _ name: String) throws -> [[UInt8]] {
        try PEMText.blocks(in: try pki.bytes(name + ".pem")).map(\.der)
    }

    @Test func aClusterStaysUpWhileItsCAIsReplacedNodeByNode() async throws {
        let pki = try AuthorityFixture("am-1", "am-2", "am-3")
        let now = pki.now
        let old = try pki.certificate("ca.pem")
        var machines = try names.map {
            Machine(name: $0, believed: try pki.certificates("ca.pem"), chain: try chain(pki, $0))
        }
        try pki.issue("thief")
        try pki.revoke("thief", reason: .keyCompromise)
        #expect(try await refusals(machines, now: now).isEmpty)

        // add: everybody gets ca.pem, one after another.
        #expect(try pki.rotation.add(name: nil, days: 3650, listDays: 30, now: now) == .done)
        let new = try pki.certificate("ca.pem")
        #expect(try pki.certificates("ca.pem") == [new, old])
        #expect(new.subject.description == "CN=Test CA 2")
        #expect(try pki.lists().map { $0.issuer } == [new.subject, old.subject])
        #expect(try pki.lists().map(\.revokedCount) == [0, 1])
        // Renewing meanwhile, by cron for example, harms nobody.
        try pki.renew("am-2")
        machines[1].chain = try chain(pki, "am-2")
        for index in machines.indices {
            machines[index].believed = try pki.certificates("ca.pem")
            #expect(try await refusals(machines, now: now).isEmpty)
        }

        // issue: everybody gets a pair, one after another.
        #expect(try pki.rotation.switchOver() == .done)
        #expect(try pki.rotation.remaining(now: now) == names)
        for index in machines.indices {
            try pki.renew(names[index])
            machines[index].chain = try chain(pki, names[index])
            #expect(try pki.certificate(names[index] + ".pem").isIssued(by: new))
            #expect(try await refusals(machines, now: now).isEmpty)
        }
        #expect(try pki.rotation.remaining(now: now).isEmpty)

        // drop: everybody gets ca.pem, one after another.
        let destroyable = try #require(try pki.rotation.drop(force: false, listDays: 30, now: now))
        #expect(try pki.certificates("ca.pem") == [new])
        #expect(try pki.lists().map { $0.issuer } == [new.subject])
        for index in machines.indices {
            machines[index].believed = try pki.certificates("ca.pem")
            #expect(try await refusals(machines, now: now).isEmpty)
        }
        #expect(destroyable.hasSuffix(".key.can-be-destroyed"))
        #expect(
            try pki.listing().filter { $0.hasPrefix("ca") }
                == ["ca.key", "ca.pem", String(destroyable.dropFirst(pki.directory.path.utf8.count + 1))].sorted())
        #expect(try BoundedFile(path: destroyable).mode == 0o600)
    }

    @Test func goingOnBeforeEveryNodeBelievesTheNewCABreaksLinks() async throws {
        let pki = try AuthorityFixture("am-1", "am-2", "am-3")
        var machines = try names.map {
            Machine(name: $0, believed: try pki.certificates("ca.pem"), chain: try chain(pki, $0))
        }
        _ = try pki.rotation.add(name: nil, days: 3650, listDays: 30, now: pki.now)
        for index in [0, 1] { machines[index].believed = try pki.certificates("ca.pem") }
        _ = try pki.rotation.switchOver()
        try pki.renew("am-1")
        machines[0].chain = try chain(pki, "am-1")
        #expect(try await refusals(machines, now: pki.now) == ["am-3>am-1"])
    }

    @Test func aStepThatIsDoneDoesNothing() throws {
        let pki = try AuthorityFixture("am-1")
        #expect(try pki.rotation.drop(force: false, listDays: 30, now: pki.now) == nil)
        _ = try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now)
        let added = try pki.bytes("ca.pem")
        #expect(try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now) == .doneBefore)
        #expect(try pki.bytes("ca.pem") == added)
        _ = try pki.rotation.switchOver()
        let key = try pki.bytes("ca.key")
        #expect(try pki.rotation.switchOver() == .doneBefore)
        #expect(try pki.bytes("ca.key") == key)
        try pki.renew("am-1")
        #expect(try pki.rotation.drop(force: false, listDays: 30, now: pki.now) != nil)
        let dropped = try pki.listing()
        #expect(try pki.rotation.drop(force: false, listDays: 30, now: pki.now) == nil)
        #expect(try pki.listing() == dropped)
    }

    @Test func stepsOutOfOrderAreRefusedAndSayWhichIsNext() throws {
        let pki = try AuthorityFixture("am-1")
        func next(_ body: () throws -> Any) -> String {
            #expect(throws: PKIFailure.self) { _ = try body() }?.description ?? ""
        }
        #expect(next { try pki.rotation.switchOver() }.contains("--step=add"))
        _ = try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now)
        #expect(next { try pki.rotation.drop(force: true, listDays: 30, now: pki.now) as Any }.contains("--step=issue"))
        _ = try pki.rotation.switchOver()
        #expect(next { try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now) }.contains("--step=drop"))
    }

    @Test func theOldCAIsNotDroppedWhileSomebodyNeedsIt() throws {
        let pki = try AuthorityFixture("am-1", "am-2", "out-of-use")
        _ = try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now)
        _ = try pki.rotation.switchOver()
        try pki.renew("am-1")
        try pki.revoke("out-of-use")
        let before = try pki.listing()
        let failure = #expect(throws: PKIFailure.self) {
            try pki.rotation.drop(force: false, listDays: 30, now: pki.now)
        }
        #expect(failure?.description.contains("still needed by am-2:") == true)
        #expect(try pki.listing() == before)
        #expect(try pki.rotation.drop(force: true, listDays: 30, now: pki.now) != nil)
    }

    @Test func anInterruptedStepIsBegunAgain() throws {
        let pki = try AuthorityFixture("am-1")
        let oldKey = try pki.bytes("ca.key")
        // The new key was written, ca.pem was not.
        let key = try TestAuthority().keyPEM
        try pki.directory.write(key, to: "ca.new.key", mode: 0o600)
        #expect(try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now) == .done)
        #expect(try pki.text("ca.new.key") == key)
        // The old key was kept, the new one not yet moved.
        try pki.directory.write(oldKey, to: "ca.old.key", mode: 0o600)
        try pki.renew("am-1")
        #expect(try pki.rotation.switchOver() == .done)
        #expect(try pki.text("ca.key") == key)
        try pki.renew("am-1")
        // The old CA was taken out of ca.pem, its key not yet moved.
        try pki.directory.write(try pki.certificate("ca.pem").serializeAsPEM().pemString, to: "ca.pem")
        #expect(try pki.rotation.drop(force: false, listDays: 30, now: pki.now) != nil)
        #expect(try !pki.listing().contains("ca.old.key"))
    }

    @Test func duringTheRotationEachCAsListHasItsOwnCertificates() throws {
        let pki = try AuthorityFixture("am-1")
        let old = try pki.certificate("am-1.pem")
        _ = try pki.rotation.add(name: nil, days: 10, listDays: 30, now: pki.now)
        _ = try pki.rotation.switchOver()
        try pki.renew("am-1")
        try pki.revoke("am-1")
        let lists = try pki.lists()
        #expect(lists.map(\.revokedCount) == [1, 1])
        #expect(lists[0].entry(for: try pki.certificate("am-1.pem").serialNumber) != nil)
        #expect(lists[1].entry(for: old.serialNumber) != nil)
    }

    @Test func twoCAsOfOneNameAreRefused() throws {
        let pki = try AuthorityFixture()
        #expect(throws: PKIFailure.self) {
            try pki.rotation.add(name: "Test CA", days: 10, listDays: 30, now: pki.now)
        }
        #expect(try pki.listing() == ["ca.key", "ca.pem"])
    }

    @Test(arguments: [
        ("Subrosa CA", "Subrosa CA 2"), ("Subrosa CA 2", "Subrosa CA 3"), ("CA 9", "CA 10"), ("2", "2 2"),
        ("CA 4294967295", "CA 4294967295 2"),
    ])
    func theNextCAIsNamedAfterTheOneBefore(_ example: (String, String)) {
        #expect(Rotation.nextName(after: example.0) == example.1)
    }
}
