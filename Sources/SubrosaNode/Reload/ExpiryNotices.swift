import FoundationEssentials
import SubrosaCore
import SubrosaIdentity

/// Which ends of validity are worth a log line now: each once a day from two weeks before, or from half
/// of its life if that is shorter, and once an hour when it has
/// come. Pure.
struct ExpiryNotices {
    struct Item: Hashable {
        /// What it is, in words: `this node's certificate`.
        let what: String
        let end: Date
        /// How long before the end it is worth a line.
        var notice = Credentials.expiryWarning
    }

    struct Notice: Equatable {
        let item: Item
        let hasEnded: Bool
    }

    private static let day: TimeInterval = 86_400
    private static let hour: TimeInterval = 3_600

    private var told: [Item: (time: Date, hasEnded: Bool)] = [:]

    /// - Parameter items: all there are; what is not among them is forgotten.
    mutating func due(_ items: [Item], now: Date) -> [Notice] {
        told = told.filter { items.contains($0.key) }
        return items.compactMap { item in
            let hasEnded = now > item.end
            guard hasEnded || item.end.timeIntervalSince(now) < item.notice else { return nil }
            if let last = told[item], last.hasEnded == hasEnded,
                now.timeIntervalSince(last.time) < (hasEnded ? Self.hour : Self.day)
            {
                return nil
            }
            told[item] = (now, hasEnded)
            return Notice(item: item, hasEnded: hasEnded)
        }
    }
}
