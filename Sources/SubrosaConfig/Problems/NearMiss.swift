/// What somebody probably meant.
enum NearMiss {
    /// The candidate nearest to `text`, at most two edits away and fewer than half of its letters; the first of equals.
    static func find(_ text: String, among candidates: [String]) -> String? {
        let wanted = Array(text.lowercased().utf8)
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().utf8)
            // Bounded work, however long the text is.
            guard abs(letters.count - wanted.count) <= 2 else { continue }
            let distance = distance(wanted, letters)
            guard distance <= 2, distance * 2 < letters.count else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Insertions, removals, replacements and swaps of neighbours that turn one into the other.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last.last ?? left.count
    }
}
