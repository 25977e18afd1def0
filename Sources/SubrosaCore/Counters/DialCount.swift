/// Dials of links and lanes to one peer since the start, and what became of those that failed.
package struct DialCount: Hashable, Sendable {
    /// Why a dial failed: without a TCP connection, or with one on which no hello was accepted.
    package enum Failure: Hashable, Sendable {
        case connect(DialFailureReason)
        case refused(RefusalReason)

        /// The `reason` label. The two enums share no word.
        package var label: String {
            switch self {
            case .connect(let reason): reason.rawValue
            case .refused(let reason): reason.rawValue
            }
        }

        /// Those that a dial can end with.
        package static let possible: [Failure] =
            DialFailureReason.allCases.map(Failure.connect)
            + RefusalReason.allCases.filter(\.canMeetWhoDials).map(Failure.refused)
    }

    package private(set) var dials: UInt64 = 0
    package private(set) var failures: [Failure: UInt64] = [:]

    package init() {}

    package mutating func dialled() { dials += 1 }
    package mutating func failed(_ failure: Failure) { failures[failure, default: 0] += 1 }
}
