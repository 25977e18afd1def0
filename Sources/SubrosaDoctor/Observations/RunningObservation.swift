import SubrosaAdmin

/// What the running node says of itself.
package enum RunningObservation: Hashable, Sendable {
    /// There is no web.listen_address to ask.
    case notAsked
    /// It was asked, in vain; why.
    case silent(String)
    case answered(StatusDocument)

    package var status: StatusDocument? {
        guard case .answered(let status) = self else { return nil }
        return status
    }
}
