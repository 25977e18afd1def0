import NIOCore

/// The verdicts on certificates that tasks of Swift's pool have not given yet. They come back to the node's event loop,
/// so that has to outlive them: nobody can hand anything to a loop that has ended, and a handshake that waits for it
/// waits, with its connection and its certificates, for as long as the process lives.
package struct OpenVerdicts: Sendable {
    private struct State {
        var count = 0
        /// There once nothing new is asked.
        var lastOne: EventLoopPromise<Void>?
    }

    private let state: NIOLoopBoundBox<State>

    package init(loop: any EventLoop) { state = .makeBoxSendingValue(State(), eventLoop: loop) }

    /// Somebody asks for a verdict, and has to call ``given()`` when it has come back to the event loop.
    ///
    /// - Returns: false if there is to be none any more, since the node ends.
    func asked() -> Bool {
        guard state.value.lastOne == nil else { return false }
        state.value.count += 1
        return true
    }

    func given() {
        state.value.count -= 1
        if state.value.count == 0 { state.value.lastOne?.succeed(()) }
    }

    /// From now on nothing is asked any more; only on the event loop, and only once.
    ///
    /// - Returns: completes when the last verdict has been given.
    package func end(on loop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        state.value.lastOne = promise
        if state.value.count == 0 { promise.succeed(()) }
        return promise.futureResult
    }
}
