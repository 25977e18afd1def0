import SubrosaCore
import Testing

@testable import SubrosaConfig

@Suite("The flags of an Alertmanager that runs already")
struct ClusterFlagReviewTests {
    private let listen = "--cluster.listen-address=127.77.0.1:9094"
    private let peer = "--cluster.peer=127.77.0.2:9094"

    private func review(_ flags: String...) throws -> ClusterFlagReview {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        return ClusterFlags(table: config.table, node: try config.node(named: "am-1").get())
            .review(["alertmanager"] + flags)
    }

    @Test func thoseThatSubrosaPrintsAreGood() throws {
        #expect(try review(listen, peer).isClean)
        #expect(try review("--cluster.listen-address", "127.77.0.1:9094", peer, "--cluster.probe-timeout=1s").isClean)
    }

    @Test func whatIsSaidTwiceOverOrAboutItselfIsGood() throws {
        #expect(try review(listen, peer, "--cluster.advertise-address=127.77.0.1:9094").isClean)
        #expect(try review(listen, peer, "--cluster.peer=127.77.0.1:9094").isClean)
        #expect(try review(listen, peer, "--cluster.advertise-address=", "--cluster.tls-config=").isClean)
    }

    @Test func withoutFlagsItListensEverywhereAndKnowsNobody() throws {
        var expected = ClusterFlagReview()
        expected.wrongListenAddress = "none"
        expected.missingPeers = ["127.77.0.2:9094"]
        #expect(try review() == expected)
    }

    @Test func eachWrongFlagIsToldAsItWasWritten() throws {
        #expect(try review("--cluster.listen-address=0.0.0.0:9094", peer).wrongListenAddress == "0.0.0.0:9094")
        #expect(
            try review(listen, peer, "--cluster.advertise-address=192.0.2.1:9094").wrongAdvertiseAddress
                == "192.0.2.1:9094")
        #expect(try review(listen, peer, "--cluster.peer=am-2:9094").foreignPeers == ["am-2:9094"])
        #expect(try review(listen, peer, "--cluster.tls-config=tls.yml").tlsConfig == "tls.yml")
    }

    @Test(arguments: ["127.0.0.1:9194", "0.0.0.0:9194", "[::]:9194", ":9194"])
    func oneThatListensElsewhereMayDoSoOnEveryAddressButAdvertisesItsVirtualOne(listen: String) throws {
        let config = try Fixtures.parse(Fixtures.twoNodes).get()
        let flags = ClusterFlags(
            table: config.table, node: try config.node(named: "am-1").get(),
            alertmanager: ListenAddress(ip: try #require(IPAddress("127.0.0.1")), port: 9_194))
        let command = ["alertmanager", "--cluster.listen-address=\(listen)", peer]
        #expect(flags.review(command + ["--cluster.advertise-address=127.77.0.1:9094"]).isClean)
        #expect(flags.review(command).wrongAdvertiseAddress == "none")
        let wrong = command + ["--cluster.advertise-address=127.0.0.1:9194"]
        #expect(flags.review(wrong).wrongAdvertiseAddress == "127.0.0.1:9194")
        #expect(flags.review(["alertmanager", self.listen]).wrongListenAddress == "127.77.0.1:9094")
    }

    @Test func anEmptyListenAddressMeansNoCluster() throws {
        #expect(try review("--cluster.listen-address=", peer).isClusterDisabled)
        #expect(try !review(listen, peer).isClusterDisabled)
    }
}
