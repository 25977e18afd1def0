import FoundationEssentials
import SubrosaCore

extension WallTime {
    package init(_ date: Date) { self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded(.down))) }

    package static func now() -> WallTime { WallTime(Date()) }

    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1_000) }
}
