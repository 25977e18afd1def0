import SubrosaCore

/// Why a peer was refused, for a log line.
package struct Refusal: Error, Hashable, Sendable {
    /// The longest ``detail``, in characters.
    package static let maximumDetailLength = 300

    package let reason: RefusalReason
    /// One line about this very certificate: what it says and what was expected. ASCII, escaped, at most
    /// ``maximumDetailLength``.
    package let detail: String

    /// - Parameter detail: Text in which everything that the peer chose has been through ``UntrustedText``; cut if
    ///   it is too long.
    package init(_ reason: RefusalReason, _ detail: String) {
        self.reason = reason
        let limit = Self.maximumDetailLength
        self.detail = detail.utf8.count <= limit ? detail : String(detail.prefix(limit - 3)) + "..."
    }
}
