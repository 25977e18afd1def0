import NIOPosix
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaNode

@Suite("History book")
struct HistoryBookTests {
    private final class Owner {}

    private let book = HistoryBook(loop: MultiThreadedEventLoopGroup.singleton.next())

    private func source(_ peer: NodeName, _ owner: Owner, loss: Double?) -> HistoryBook.Source {
        HistoryBook.Source(peer: peer, owner: owner) { PeerHistory.Sample(roundTrip: nil, loss: loss) }
    }

    private func losses(_ peer: NodeName) -> [Double?] { book[peer].samples.map(\.loss) }

    @Test func aPeerThatStaysKeepsItsHistoryAndOneThatGoesIsForgotten() throws {
        let (two, three) = (try SampleStatus.name("am-2"), try SampleStatus.name("am-3"))
        let (owner, other) = (Owner(), Owner())
        book.setPeers([source(two, owner, loss: 0.5), source(three, other, loss: nil)])
        book.look()
        #expect(losses(three) == [nil])
        book.setPeers([source(two, owner, loss: 0.5)])
        book.look()
        #expect(losses(two) == [0.5, 0.5])
        #expect(losses(three) == [])
        // The same name with another way to it begins anew.
        book.setPeers([source(two, Owner(), loss: 0.5)])
        #expect(losses(two) == [])
    }

    @Test func aSampleIsWhatTheCanariesOfTheLastMinuteSay() {
        let sample = PeerHistory.Sample(SampleStatus.gossip(.lossy, lost: 5).figures)
        #expect(sample == PeerHistory.Sample(roundTrip: 1_250, loss: 0.25))
        #expect(PeerHistory.Sample(CanaryFigures()) == PeerHistory.Sample(roundTrip: nil, loss: nil))
    }
}
