import NIOCore

/// Calls something again and again on an event loop, until it is cancelled or released. NIO's own repeated tasks take
/// only `Sendable` closures; everything here stays on its loop.
package final class Ticker {
    private let loop: any EventLoop
    private let interval: TimeAmount
    private let tick: () -> Void
    private var scheduled: Scheduled<Void>?

    /// - Parameter initialDelay: until the first call; an interval if nil.
    package init(
        on loop: any EventLoop, every interval: TimeAmount, initialDelay: TimeAmount? = nil,
        tick: @escaping () -> Void
    ) {
        self.loop = loop
        self.interval = interval
        self.tick = tick
        schedule(in: initialDelay ?? interval)
    }

    deinit { scheduled?.cancel() }

    package func cancel() {
        scheduled?.cancel()
        scheduled = nil
    }

    private func schedule(in delay: TimeAmount) {
        scheduled = loop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            guard let self, scheduled != nil else { return }
            schedule(in: interval)
            tick()
        }
    }
}
