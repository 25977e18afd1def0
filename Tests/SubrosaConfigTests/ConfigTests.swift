import SubrosaCore
import Testing

@testable import SubrosaConfig

@Suite struct ConfigTests {
    @Test func nodesAreResolvedToTheVocabulary() throws {
        let config = try Fixtures.parse(
            """
            nodes:
              - {name: a, address: "AM-1.Example.com:9095", virtual_address: "127.77.0.1:9094"}
              - {name: b, address: "10.0.0.2:9095", virtual_address: "127.77.0.2:9094"}
              - {name: c, address: "[2001:DB8:0::3]:9095", virtual_address: "[::ffff:127.77.0.3]:9003"}
              - {name: d, address: "d:9095", virtual_address: "127.77.0.2:9004", identity: "dns:D.example.com"}
              - {name: e, address: "e:9095", virtual_address: "127.77.0.5:9094", identity: "ip:::ffff:192.0.2.5"}
              - {name: f, address: "f:9095", virtual_address: "127.77.0.6:9094", identity: "uri:urn:am:f"}
              - {name: g, address: "127.77.0.7:9095", virtual_address: "127.77.0.7:9094", identity: "cn:AM g"}
            tls: {cert_file: /c, key_file: /c, ca_file: /a, min_version: TLS13}
            """
        ).get()
        let nodes = config.table.nodes
        #expect(nodes.map(\.name.text) == ["a", "b", "c", "d", "e", "f", "g"])
        #expect(
            nodes.map(\.linkAddress.description) == [
                "am-1.example.com:9095", "10.0.0.2:9095", "[2001:db8::3]:9095", "d:9095", "e:9095", "f:9095",
                "127.77.0.7:9095",
            ])
        #expect(
            nodes.map(\.virtualAddress.description) == [
                "127.77.0.1:9094", "127.77.0.2:9094", "127.77.0.3:9003", "127.77.0.2:9004", "127.77.0.5:9094",
                "127.77.0.6:9094", "127.77.0.7:9094",
            ])
        #expect(
            nodes.flatMap { $0.identities.map(\.description) } == [
                "dns:am-1.example.com", "ip:10.0.0.2", "ip:2001:db8::3", "dns:d.example.com", "ip:192.0.2.5",
                "uri:urn:am:f", "cn:AM g",
            ])
        #expect(config.listen.isEmpty)
        #expect(config.web == nil)
        #expect(config.alertmanagers.isEmpty)
        #expect(config.resolver == nil)
        #expect(config.edge == nil)
        #expect(config.warnings.isEmpty)
    }

    @Test func everyNodeHasItsPlaces() throws {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        let name = try #require(NodeName("am-2"))
        #expect(
            config.nodeMarks[name]
                == NodeMarks(
                    node: Mark(line: 5, column: 5), name: Mark(line: 5, column: 11),
                    address: Mark(line: 6, column: 14), virtualAddress: Mark(line: 7, column: 22),
                    identity: Mark(line: 6, column: 14), alertmanager: nil))
        #expect(config.nodeMarks.count == 2)
    }

    @Test(arguments: [
        ("\"[::]:9095\"", ["[::]:9095"]), ("0.0.0.0:9095", ["0.0.0.0:9095"]),
        ("[\"[::]:9095\", \"0.0.0.0:9095\"]", ["[::]:9095", "0.0.0.0:9095"]), ("10.0.0.1:1", ["10.0.0.1:1"]),
    ])
    func listenIsOneAddressOrAList(_ text: String, _ expected: [String]) throws {
        let config = try Fixtures.parse("listen: \(text)\n" + Fixtures.twoNodes).get()
        #expect(config.listen.map(\.description) == expected)
    }

    @Test func webSaysWhereTheAdminPagesAre() throws {
        let config = try Fixtures.parse(Fixtures.twoNodes + "web:\n  listen_address: 127.0.0.1:9096\n").get()
        #expect(config.web?.listenAddress.description == "127.0.0.1:9096")
        #expect(config.warnings.isEmpty)
    }

    @Test func theFlagForTheAdminPagesIsCheckedLikeTheKey() throws {
        #expect(try WebSettings.parse(flag: "[::1]:9096").get().listenAddress.description == "[::1]:9096")
        for text in ["9096", "localhost:9096", "127.0.0.1:0", "http://127.0.0.1:9096", ""] {
            guard case .failure(let wrong) = WebSettings.parse(flag: text) else {
                Issue.record("\(text) is taken")
                continue
            }
            #expect(wrong.description.contains("; "), "\(text)")
        }
    }

    /// All interfaces include loopback: only a listener that leaves the virtual addresses alone may share their port.
    @Test(arguments: [
        ("10.0.0.1:9094", true), ("0.0.0.0:9095", true), ("127.77.0.9:9094", true), ("0.0.0.0:9094", false),
        ("\"[::]:9094\"", false), ("127.77.0.1:9094", false), ("\"[::ffff:127.77.0.1]:9094\"", false),
    ])
    func aListenerMayNotTakeAVirtualAddress(_ listen: String, isAccepted: Bool) {
        let text = Fixtures.twoNodes.replacing("example.com:9095", with: "example.com:9094")
        let problems = Fixtures.problems(of: Fixtures.parse("listen: \(listen)\n" + text))
        #expect(problems.isEmpty == isAccepted)
        #expect(problems.allSatisfy { $0.rule == .listenTaken })
    }

    @Test func anIPv4ListenerLeavesAnIPv6VirtualAddressAlone() {
        let text = Fixtures.twoNodes.replacing("127.77.0.1:9094", with: "'[::1]:9001'")
            .replacing("127.77.0.2:9094", with: "'[::1]:9002'")
        #expect(Fixtures.problems(of: Fixtures.parse("listen: 0.0.0.0:9001\n" + text)).isEmpty)
        #expect(Fixtures.problems(of: Fixtures.parse("listen: '[::]:9001'\n" + text)).map(\.rule) == [.listenTaken])
    }

    @Test func problemsAreSortedByPlaceAndThoseOfTheFileComeFirst() {
        func problem(_ line: Int?, _ what: String) -> ConfigProblem {
            ConfigProblem(
                file: "f", mark: line.map { Mark(line: $0, column: 1) }, what: what, why: "why", remedy: "remedy")
        }
        let sorted = ConfigProblems([problem(9, "a"), problem(2, "b"), problem(nil, "c"), problem(2, "d")])
        #expect(
            sorted.description == """
                f: c: why; remedy
                f:2:1: b: why; remedy
                f:2:1: d: why; remedy
                f:9:1: a: why; remedy
                """)
    }
}
