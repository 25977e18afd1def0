/// A sink's book of one sender: which sequence numbers came.
struct Account {
    /// How many sequence numbers back a repetition is still recognised.
    static let memory: UInt64 = 65_536

    private(set) var tally = Tally()
    private var next: UInt64 = 0
    private var seen = [UInt64](repeating: 0, count: Int(Account.memory / 64))

    mutating func note(_ sequence: UInt64) {
        tally.received += 1
        if sequence >= next {
            // Places that now stand for new numbers are emptied first; at most the whole memory, however wide the gap.
            for gone in 0..<min(sequence - next + 1, Self.memory) { set(sequence &- gone, false) }
            next = sequence + 1
        } else {
            tally.late += 1
            guard next - sequence <= Self.memory else { return }
            if isSet(sequence) { tally.repeated += 1 }
        }
        set(sequence, true)
    }

    private func isSet(_ sequence: UInt64) -> Bool {
        seen[Int(sequence % Self.memory / 64)] & (1 << (sequence % 64)) != 0
    }

    private mutating func set(_ sequence: UInt64, _ value: Bool) {
        let bit: UInt64 = 1 << (sequence % 64)
        if value {
            seen[Int(sequence % Self.memory / 64)] |= bit
        } else {
            seen[Int(sequence % Self.memory / 64)] &= ~bit
        }
    }
}
