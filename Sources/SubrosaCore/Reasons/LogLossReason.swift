/// Why a line of the log was lost. Closed: the raw value is the word in status and metrics.
package enum LogLossReason: String, Hashable, Sendable, CaseIterable {
    /// More lines waited than are kept.
    case notRead = "not_read"
    /// The system would not take it.
    case writeFailed = "write_failed"

    package var message: String {
        switch self {
        case .notRead: "standard error is not read"
        case .writeFailed: "standard error takes nothing"
        }
    }

    package var remedy: String {
        switch self {
        case .notRead: "look at what reads this program's standard error (journald, Docker's log driver)"
        case .writeFailed: "make room on the disk that the log is written to; gossip goes on meanwhile"
        }
    }
}
