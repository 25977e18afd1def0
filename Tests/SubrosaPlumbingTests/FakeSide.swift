import NIOCore
import SubrosaCore
import SubrosaPlumbing

/// One side of a stream in memory: writes down what it is told, and lets the test play what happens on it.
final class FakeSide: StreamSide {
    enum Call: Equatable {
        case send(String)
        case flush
        case finish
        case reset(StreamResetReason)
        case readMore
        case release
    }

    var observer: (any StreamObserver)?
    var isWritable = true
    private(set) var calls: [Call] = []
    /// Happens while the side is being called, as with a connection that breaks under a write.
    var during: ((Call) -> Void)?

    private func called(_ call: Call) {
        calls.append(call)
        during?(call)
    }

    func send(_ bytes: ByteBuffer) { called(.send(String(buffer: bytes))) }
    func flush() { called(.flush) }
    func finish() { called(.finish) }
    func reset(_ reason: StreamResetReason) { called(.reset(reason)) }
    func readMore() { called(.readMore) }
    func release() { called(.release) }

    /// What was called since the last time.
    func take() -> [Call] {
        defer { calls = [] }
        return calls
    }

    func count(of call: Call) -> Int { calls.count { $0 == call } }

    // MARK: What happens

    func receives(_ texts: String...) {
        for text in texts { observer?.streamSide(self, received: ByteBuffer(string: text)) }
        observer?.streamSideBurstEnded(self)
    }

    func ends() { observer?.streamSideEnded(self) }

    func breaks(_ reason: StreamResetReason = .aborted) { observer?.streamSide(self, broke: reason) }

    func becomesWritable() {
        isWritable = true
        observer?.streamSideBecameWritable(self)
    }
}
