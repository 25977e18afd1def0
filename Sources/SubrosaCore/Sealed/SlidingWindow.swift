/// Which of the last numbers have been seen, so that none counts twice: the sliding window of RFC 6479 (and RFC 4303,
/// section 3.4.3), as a ring of bits. Numbers begin at 1.
///
/// It also counts the numbers that left it without having been seen: for the numbers of datagrams these are the lost ones.
package struct SlidingWindow: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case fresh
        /// It has been seen.
        case repeated
        /// It is so far behind the newest that it cannot be told whether it has been seen.
        case tooOld
        /// It is further ahead than any honest sender gets at once: taken for nonsense.
        case tooFarAhead
    }

    /// How far ahead of the newest a number may be. Bounds what a peer can make ``missed`` grow by with one number.
    package static var reach: UInt64 { 1 << 32 }

    private var words: [UInt64]
    private let size: UInt64
    /// The newest number seen, or settled.
    package private(set) var newest: UInt64 = 0
    private var settled: UInt64 = 0
    /// Numbers that left the window unseen.
    package private(set) var missed: UInt64 = 0

    /// - Parameter bits: how many numbers back it reaches; a multiple of 64, at least 64.
    package init(bits: Int) {
        let count = max(1, (bits + 63) / 64)
        words = Array(repeating: 0, count: count)
        size = UInt64(count * 64)
    }

    /// What a number would be; nothing is noted.
    package func verdict(on number: UInt64) -> Verdict {
        if number > newest { return number - newest > Self.reach ? .tooFarAhead : .fresh }
        if number <= floor { return .tooOld }
        return isSeen(number) ? .repeated : .fresh
    }

    /// Notes a number.
    package mutating func see(_ number: UInt64) -> Verdict {
        let verdict = verdict(on: number)
        guard verdict == .fresh else { return verdict }
        if number > newest { advance(to: number) }
        words[word(number)] |= bit(number)
        return .fresh
    }

    /// No number up to this one is expected any more: those that were not seen are missed.
    ///
    /// - Returns: false if it is ``Verdict/tooFarAhead``; nothing is noted then.
    package mutating func settle(upTo number: UInt64) -> Bool {
        if number > newest {
            guard number - newest <= Self.reach else { return false }
            advance(to: number)
        }
        guard number > floor else { return true }
        for old in (floor + 1)...number where !isSeen(old) { missed += 1 }
        settled = number
        return true
    }

    /// Numbers up to this one are too old.
    private var floor: UInt64 { max(settled, newest > size ? newest - size : 0) }

    private mutating func advance(to number: UInt64) {
        let jump = number - newest
        guard jump < size else {
            let first = floor + 1
            let before = newest
            if first <= before { for old in first...before where !isSeen(old) { missed += 1 } }
            // Those between that never had a place here.
            missed += number - size - before
            for index in words.indices { words[index] = 0 }
            newest = number
            return
        }
        for next in (newest + 1)...number {
            if next > size, next - size > settled, !isSeen(next - size) { missed += 1 }
            words[word(next)] &= ~bit(next)
        }
        newest = number
    }

    private func isSeen(_ number: UInt64) -> Bool { words[word(number)] & bit(number) != 0 }
    private func word(_ number: UInt64) -> Int { Int(number % size / 64) }
    private func bit(_ number: UInt64) -> UInt64 { 1 << (number % 64) }
}
