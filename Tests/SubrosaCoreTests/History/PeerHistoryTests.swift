import SubrosaCore
import Testing

@Suite("Peer history")
struct PeerHistoryTests {
    private func history(_ roundTrips: Range<UInt32>) -> PeerHistory {
        roundTrips.reduce(into: PeerHistory()) { $0.add(.init(roundTrip: $1, loss: nil)) }
    }

    @Test func samplesComeOutInTheirOrder() {
        #expect(PeerHistory().samples == [])
        #expect(history(0..<3).samples.map(\.roundTrip) == [0, 1, 2])
    }

    @Test(arguments: [181, 359, 360, 361, 1_000] as [UInt32])
    func onlyTheLastHalfHourIsKept(count: UInt32) {
        #expect(history(0..<count).samples.map(\.roundTrip) == Array(count - 180..<count))
        #expect(PeerHistory.interval * PeerHistory.capacity == .seconds(1_800))
    }
}
