import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaWire
import Testing

@testable import SubrosaFraming

@Suite("A lane whose stream nobody has taken yet")
struct LaneTests {
    /// Takes note of what is done to it.
    private final class Connection: FrameConnection {
        var receiver: (any FrameReceiver)?
        var readsByItself = true
        var isWritable: Bool { true }
        var sent: [Frame] = []
        var isClosed = false
        var reads = 0

        func send(_ frame: Frame) { sent.append(frame) }
        func flush() {}
        func read() { reads += 1 }
        func close() { isClosed = true }
        func violated(_ detail: String) { isClosed = true }
        func willCarryStreams() {}
        func setCarriesStream(_ carries: Bool) {}
    }

    private final class Observer: StreamObserver {
        var events: [String] = []

        func streamSide(_ side: any StreamSide, received bytes: ByteBuffer) {
            events.append(String(buffer: bytes))
        }
        func streamSideBurstEnded(_ side: any StreamSide) {}
        func streamSideEnded(_ side: any StreamSide) { events.append("end") }
        func streamSide(_ side: any StreamSide, broke reason: StreamResetReason) { events.append(reason.label) }
        func streamSideBecameWritable(_ side: any StreamSide) {}
    }

    private let connection = Connection()
    private let observer = Observer()

    private func opened() -> Lane {
        let lane = Lane(connection: connection, side: .acceptor) { _, _ in }
        lane.received(.open)
        return lane
    }

    @Test func saysThatItIsLostWhenItIsFirstReadAndOnlyOnce() {
        let lane = opened()
        lane.connectionEnded(.closedByPeer)
        lane.observer = observer
        lane.readMore()
        lane.readMore()
        #expect(observer.events == ["lane_lost"])
    }

    @Test func passesOnWithWhichReasonItWasGivenUp() {
        let lane = opened()
        lane.lose(.notTrusted)
        lane.observer = observer
        lane.readMore()
        #expect(observer.events == ["not_trusted"])
        #expect(connection.isClosed)
    }

    @Test func knowsTheReasonThatTheOtherEndGaveBeforeItClosed() {
        let lane = opened()
        lane.received(.reset(.aborted))
        lane.connectionEnded(.closedByPeer)
        lane.observer = observer
        lane.readMore()
        #expect(observer.events == ["aborted"])
    }

    @Test func keepsWhatCameBehindTheOpen() {
        let lane = opened()
        lane.received(.chunk(ByteBuffer(string: "a")))
        lane.received(.chunk(ByteBuffer(string: "b")))
        lane.received(.end)
        lane.observer = observer
        lane.readMore()
        #expect(observer.events == ["ab", "end"])
    }
}
