import SubrosaIdentity
import SubrosaTestKit
import Testing

@testable import SubrosaNode

extension NodeBehaviour {
    @Suite("Revocation of a linked peer")
    struct RevocationTests {
        /// The reasons with which a machine's links with a peer ended, the dialled one and the accepted one.
        private func ends(of machine: Machine, with peer: Machine, from position: Int) async throws -> [String?] {
            [
                try await machine.log.line("Link down", ["peer": peer.name], from: position).element["reason"],
                try await machine.log.line("Accepted link ended", ["peer": peer.name], from: position).element[
                    "reason"],
            ]
        }

        @Test func aRevokedPeersLinksEndAndTheOthersStay() async throws {
            try await Cluster.run(3) { cluster in
                let (one, two, three) = (cluster.machines[0], cluster.machines[1], cluster.machines[2])
                let leaf = try cluster.pki.issue(sans: [.dns("am-2.test")])
                try cluster.give(two, leaf)
                let before = one.logPosition
                try await two.reload()
                try await one.log.line("Link renewed", ["peer": two.name], from: before)

                try cluster.write(
                    PEMText.text(
                        label: CertificateList.pemLabel, der: try cluster.pki.root.list(revoking: [leaf.certificate])),
                    to: "crl.pem")
                try cluster.configure(one, tls: ["crl_file: crl.pem"])
                let position = one.logPosition
                try await one.reload()
                #expect(
                    try await ends(of: one, with: two, from: position)
                        == ["certificate_revoked", "certificate_revoked"])
                try await one.log.line("Peer refused", ["reason": "certificate_revoked"], from: position)
                let ended = one.log.lines.all[position...].filter { $0.message == "Link down" }
                #expect(ended.allSatisfy { $0["peer"] == two.name })
                #expect(try await one.control.status().peers.map(\.outbound.isUp) == [false, true])
                #expect(try await one.control.status().revocationLists.map(\.revokedCount) == [1])
                _ = three
            }
        }

        @Test func aDeniedKeyEndsItsLinksAndANewKeyBringsThemBack() async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                let leaf = try cluster.pki.issue(sans: [.dns("am-2.test")])
                try cluster.give(two, leaf)
                let before = one.logPosition
                try await two.reload()
                try await one.log.line("Link renewed", ["peer": two.name], from: before)

                let hash = KeyFingerprint.hexadecimal(of: leaf.certificate.publicKey)
                try cluster.configure(one, tls: ["deny: [{key: \"sha256:\(hash)\"}]"])
                let position = one.logPosition
                try await one.reload()
                #expect(
                    try await ends(of: one, with: two, from: position) == ["certificate_denied", "certificate_denied"])

                let later = one.logPosition
                try cluster.give(two, try cluster.pki.issue(sans: [.dns("am-2.test")]))
                try await two.reload()
                try await one.reaches(two, from: later)
            }
        }

        @Test(arguments: ["fail_closed", "fail_open"])
        func aListThatRunsOutEndsLinksOnlyWhereThatIsTheChoice(_ policy: String) async throws {
            try await Cluster.run { cluster in
                let (one, two) = cluster.pair
                try cluster.write(
                    PEMText.text(label: CertificateList.pemLabel, der: try cluster.pki.root.list(ends: 4)),
                    to: "crl.pem")
                try cluster.configure(one, tls: ["crl_file: crl.pem", "crl_policy: \(policy)"])
                let position = one.logPosition
                try await one.reload()
                if policy == "fail_closed" {
                    #expect(
                        try await ends(of: one, with: two, from: position)
                            == ["revocation_unknown", "revocation_unknown"])
                } else {
                    let control = try one.control
                    let watching = Task { await control.watchFiles() }
                    defer { watching.cancel() }
                    try await one.log.line("Expired", from: position)
                    #expect(one.log.all("Link down").isEmpty)
                    #expect(await control.reload(.signal).isEmpty, "other things can still be changed")
                }
            }
        }

        @Test func aNodeDoesNotTakeOverAListThatRevokesItself() async throws {
            try await Cluster.run { cluster in
                let (one, _) = cluster.pair
                let leaf = try cluster.pki.issue(sans: [.dns("am-1.test")])
                try cluster.give(one, leaf)
                try await one.reload()
                try cluster.write(
                    PEMText.text(
                        label: CertificateList.pemLabel, der: try cluster.pki.root.list(revoking: [leaf.certificate])),
                    to: "crl.pem")
                try cluster.configure(one, tls: ["crl_file: crl.pem"])
                #expect(try await one.control.reload(.signal).count == 1)
            }
        }
    }
}
