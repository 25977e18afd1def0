import SubrosaCore

/// The same promises as ``DatagramOutbox``, kept in the plainest way.
struct OutboxModel {
    struct Entry: Equatable {
        let payload: Int
        let size: Int
        let arrived: Instant
    }

    let byteLimit: Int
    let ageLimit: Duration
    /// What an entry costs beyond its payload.
    let overhead: Int
    var entries: [Entry] = []

    var byteCount: Int {
        var sum = 0
        for entry in entries { sum += entry.size + overhead }
        return sum
    }

    mutating func push(_ payload: Int, size: Int, now: Instant) -> Int {
        guard size + overhead <= byteLimit else { return 1 }
        entries.append(Entry(payload: payload, size: size, arrived: now))
        var removed = 0
        while byteCount > byteLimit {
            entries.removeFirst()
            removed += 1
        }
        return removed
    }

    mutating func pop(now: Instant) -> (payload: Int?, expired: Int) {
        var expired = 0
        while !entries.isEmpty {
            let entry = entries.removeFirst()
            if now - entry.arrived <= ageLimit { return (entry.payload, expired) }
            expired += 1
        }
        return (nil, expired)
    }

    mutating func removeAll() -> Int {
        defer { entries = [] }
        return entries.count
    }
}
