/// Datagrams that wait for a busy link: bounded in bytes and in age, and the oldest go first, since gossip prefers
/// loss to delay (a ping that waited longer than memberlist's probe timeout of 500 ms is worth nothing).
package struct DatagramOutbox<Payload> {
    /// The most bytes that wait for one peer.
    package static var defaultByteLimit: Int { 1 << 20 }
    /// memberlist's default probe timeout (memberlist/config.go, `ProbeTimeout`).
    package static var defaultAgeLimit: Duration { .milliseconds(500) }
    /// What a waiting datagram costs beyond its payload, about what its entry and buffer take: without it, empty ones
    /// could pile up without bound.
    package static var overhead: Int { 128 }

    private struct Entry {
        let payload: Payload
        let cost: Int
        let arrived: Instant
    }

    private let byteLimit: Int
    private let ageLimit: Duration
    private var entries: [Entry?] = []
    /// Index of the oldest entry; what lies before it is nil.
    private var head = 0
    /// Bytes waiting, each datagram's ``overhead`` included.
    package private(set) var byteCount = 0

    package init(byteLimit: Int = Self.defaultByteLimit, ageLimit: Duration = Self.defaultAgeLimit) {
        self.byteLimit = byteLimit
        self.ageLimit = ageLimit
    }

    package var isEmpty: Bool { head == entries.count }
    /// Datagrams waiting.
    package var count: Int { entries.count - head }
    /// When the oldest arrived; nil if there is none.
    package var oldestArrival: Instant? { head < entries.count ? entries[head]?.arrived : nil }

    /// Appends a datagram of `size` bytes.
    ///
    /// - Returns: how many of the oldest were removed to make room (the new one itself if it alone is too large).
    package mutating func push(_ payload: Payload, size: Int, now: Instant) -> Int {
        let cost = size + Self.overhead
        guard cost <= byteLimit else { return 1 }
        var removed = 0
        while byteCount + cost > byteLimit, removeOldest() != nil { removed += 1 }
        entries.append(Entry(payload: payload, cost: cost, arrived: now))
        byteCount += cost
        return removed
    }

    /// Removes the oldest datagram that is still young enough.
    ///
    /// - Returns: it, or nil if there is none, and how many had grown too old and were removed.
    package mutating func pop(now: Instant) -> (payload: Payload?, expired: Int) {
        var expired = 0
        while let entry = removeOldest() {
            if now - entry.arrived <= ageLimit { return (entry.payload, expired) }
            expired += 1
        }
        return (nil, expired)
    }

    /// Removes everything.
    ///
    /// - Returns: how many there were.
    package mutating func removeAll() -> Int {
        let removed = count
        entries.removeAll()
        head = 0
        byteCount = 0
        return removed
    }

    private mutating func removeOldest() -> Entry? {
        guard head < entries.count, let entry = entries[head] else { return nil }
        entries[head] = nil
        head += 1
        byteCount -= entry.cost
        if head == entries.count {
            entries.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 1_024, head * 2 >= entries.count {
            entries.removeFirst(head)
            head = 0
        }
        return entry
    }
}
