import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit

/// One end of a stream, in the place of Alertmanager or a peer. Confined to the event loop, but for ``events``.
final class StreamEnd: StreamObserver {
    enum Event: Equatable, Sendable {
        case bytes([UInt8])
        case ended
        case broke(StreamResetReason)
    }

    let side: any StreamSide
    let events: Record<Event>
    /// Whether it asks for more after each burst.
    var reads: Bool {
        didSet { if reads, !oldValue { side.readMore() } }
    }
    /// Whether it sends everything back.
    private let echoes: Bool
    private var waiting: [ByteBuffer] = []

    init(_ side: any StreamSide, events: Record<Event> = .init(), reads: Bool = true, echoes: Bool = false) {
        self.side = side
        self.events = events
        self.reads = reads
        self.echoes = echoes
        side.observer = self
        if reads { side.readMore() }
    }

    /// Sends as much as fits, the rest later.
    func send(_ bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            waiting.append(ByteBuffer(bytes: bytes[start..<min(start + 100_000, bytes.count)]))
        }
        sendWaiting()
    }

    private func sendWaiting() {
        while side.isWritable, !waiting.isEmpty {
            side.send(waiting.removeFirst())
            side.flush()
        }
    }

    func streamSide(_ side: any StreamSide, received bytes: ByteBuffer) {
        events.append(.bytes(Array(bytes.readableBytesView)))
        if echoes { side.send(bytes) }
    }

    func streamSideBurstEnded(_ side: any StreamSide) {
        if echoes { side.flush() }
        if reads { side.readMore() }
    }

    func streamSideEnded(_ side: any StreamSide) {
        events.append(.ended)
        if echoes { side.finish() }
    }

    func streamSide(_ side: any StreamSide, broke reason: StreamResetReason) { events.append(.broke(reason)) }

    func streamSideBecameWritable(_ side: any StreamSide) { sendWaiting() }
}

extension Record<StreamEnd.Event> {
    var bytes: [UInt8] {
        all.flatMap { event -> [UInt8] in
            guard case .bytes(let bytes) = event else { return [] }
            return bytes
        }
    }

    var ends: [StreamEnd.Event] {
        all.filter { event in
            if case .bytes = event { false } else { true }
        }
    }
}
