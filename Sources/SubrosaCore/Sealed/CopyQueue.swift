/// Copies of hedged datagrams that are still to be sent, each at its time. Pure.
///
/// Copies a while apart meet different troubles: a burst of loss, or a queue that was full, takes one of them, not all. The
/// times are those with which a one-way delay of 150 ms still leaves all of them inside memberlist's 500 ms
/// (docs/decisions/0015-hedging.md has the comparison with acknowledgements and parity).
package struct CopyQueue<Payload> {
    /// How long after the first a copy follows.
    package static var offsets: [Duration] { [.milliseconds(70), .milliseconds(170), .milliseconds(300)] }

    package struct Copy {
        package let number: UInt64
        package let payload: Payload
    }

    private struct Entry {
        let copy: Copy
        let due: Instant
    }

    /// One for each offset, so that each is in order of time.
    private var lines: [[Entry]] = Self.offsets.map { _ in [] }

    package init() {}

    package mutating func add(_ number: UInt64, _ payload: Payload, now: Instant) {
        for (index, offset) in Self.offsets.enumerated() {
            lines[index].append(Entry(copy: Copy(number: number, payload: payload), due: now + offset))
        }
    }

    /// When the next copy is due; nil if there is none.
    package var nextDue: Instant? { lines.compactMap(\.first?.due).min() }

    /// Removes the copies that are due.
    package mutating func takeDue(now: Instant) -> [Copy] {
        var due: [Copy] = []
        for index in lines.indices {
            let count = lines[index].prefix { $0.due <= now }.count
            due += lines[index].prefix(count).map(\.copy)
            lines[index].removeFirst(count)
        }
        return due
    }

    /// Removes everything.
    ///
    /// - Returns: each datagram whose copies were waiting, once.
    package mutating func removeAll() -> [Copy] {
        // The last line has every datagram that any line has.
        let waiting = lines.last?.map(\.copy) ?? []
        lines = lines.map { _ in [] }
        return waiting
    }
}
