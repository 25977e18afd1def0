/// How it stands with this program's log.
package struct LogStatus: Hashable, Sendable {
    /// Why the last line was lost; nil if it was not.
    package var loss: LogLossReason?
    /// What the system said.
    package var detail: String?
    /// Lines lost since the start.
    package var lost: [LogLossReason: UInt64] = [:]

    package init() {}
}
