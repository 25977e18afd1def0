import SubrosaCore

/// Where a stream that the local Alertmanager opened goes.
package protocol StreamSink: AnyObject {
    /// Carries the stream to the peer, or resets it.
    func carry(_ side: any StreamSide)
}

/// Where a stream that a peer opened goes: a new connection to the local Alertmanager.
package protocol StreamDialer: AnyObject {
    /// - Parameter done: called once, on the event loop, within ``StreamDialer`` 's own deadline.
    func dialStream(_ done: @escaping (Result<any StreamSide, StreamRefused>) -> Void)
}

/// The local Alertmanager could not be reached.
package struct StreamRefused: Error, Equatable, Sendable {
    package let reason: StreamResetReason
    /// What the system said.
    package let detail: String

    package init(reason: StreamResetReason, detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
