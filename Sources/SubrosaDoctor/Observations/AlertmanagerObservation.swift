import SubrosaAdmin
import SubrosaLocal

/// The Alertmanager of this machine.
package struct AlertmanagerObservation: Hashable, Sendable {
    package enum API: Hashable, Sendable {
        /// Why nobody was asked.
        case notAsked(String)
        /// - Parameter isGiven: the operator, or Alertmanager's own command line, said that it is there.
        case failed(url: String, PageFailure, isGiven: Bool)
        /// There was an answer, but not Alertmanager's.
        case odd(url: String, String)
        case answered(url: String, AlertmanagerStatus)
    }

    /// nil if none was found.
    package var process: SocketHolder?
    /// Its command line; nil if that may not be looked at.
    package var command: [String]?
    package var api: API

    /// A process was found, or somebody answers for one.
    package var isThere: Bool {
        if process != nil { return true }
        return switch api {
        case .answered, .odd: true
        case .failed(_, .silent, _): true
        case .failed, .notAsked: false
        }
    }

    package init(process: SocketHolder?, command: [String]?, api: API) {
        self.process = process
        self.command = command
        self.api = api
    }
}
