import FoundationEssentials
import SubrosaCore
import SubrosaIdentity
import Testing

@testable import SubrosaNode

@Suite("What a reload means")
struct ReloadDecisionTests {
    private func node(_ number: Int, port: UInt16 = 9_095, virtual: Int? = nil) throws -> Node {
        let ip = try #require(IPAddress("127.77.0.\(virtual ?? number)"))
        return Node(
            name: try #require(NodeName("am-\(number)")),
            linkAddress: LinkAddress(host: "10.0.0.\(number)", port: port),
            virtualAddress: try #require(VirtualAddress(ip: ip, port: 9_094)),
            identities: [.dns("am-\(number).test")])
    }

    @Test func theSamePeersAreNoChange() throws {
        let peers = [try node(2), try node(3)]
        let change = TableChange(from: peers, to: peers.reversed())
        #expect(change.added.isEmpty && change.removed.isEmpty && change.changed.isEmpty)
        #expect(change.summary.isEmpty)
    }

    @Test func peersAreAddedRemovedAndChangedByName() throws {
        let change = TableChange(from: [try node(2), try node(3)], to: [try node(3, port: 9_999), try node(4)])
        #expect(change.added == [try node(4)])
        #expect(change.removed == [try node(2).name])
        #expect(change.changed == [try node(3, port: 9_999)])
        #expect(change.summary == ["added": "am-4", "removed": "am-2", "changed": "am-3"])
    }

    @Test func aPeerWithAnotherVirtualAddressIsRemovedAndAdded() throws {
        let change = TableChange(from: [try node(2)], to: [try node(2, virtual: 9)])
        #expect(change.added == [try node(2, virtual: 9)])
        #expect(change.removed == [try node(2).name])
        #expect(change.changed.isEmpty)
    }

    @Test func filesAreReadOnceTheyHaveStayedAsTheyAreForALook() {
        var watch = FileWatch("a")
        let looks = ["a", "b", "c", "c", "c", "d", "c"].map { watch.looked($0) }
        // A file that has just changed may still be written; what changed back before it was read is no change.
        #expect(looks == [false, false, false, true, false, false, false])
        watch.wasRead("e")
        let isReadAgain = watch.looked("e")
        #expect(!isReadAgain)
    }

    @Test func anEndIsToldOnceADayFromTwoWeeksBeforeAndOnceAnHourAfterwards() {
        let end = Date(timeIntervalSince1970: 1_000_000_000)
        let item = ExpiryNotices.Item(what: "it", end: end)
        var notices = ExpiryNotices()
        func due(_ seconds: TimeInterval) -> [Bool] {
            notices.due([item], now: end.addingTimeInterval(seconds)).map(\.hasEnded)
        }
        let day: TimeInterval = 86_400
        #expect(due(-15 * day) == [])
        #expect(due(-13 * day) == [false])
        #expect(due(-13 * day + 1) == [])
        #expect(due(-12 * day) == [false])
        #expect(due(1) == [true])
        #expect(due(2) == [])
        #expect(due(3_601) == [true])
        #expect(notices.due([], now: end) == [])
        #expect(due(3_602) == [true], "what came anew is told anew")
    }
}
