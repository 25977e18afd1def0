import NIOCore
import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Stops accepting for a moment when the system can open no more connections. NIO goes on reading after such an
/// error, which with a connection waiting means as fast as it can.
package final class AcceptPause: ChannelInboundHandler {
    package typealias InboundIn = any Channel

    /// Long enough to cost nothing, short enough for a stream's patience.
    private static let pause = TimeAmount.milliseconds(250)

    private let onError: (IOError) -> Void
    private var failures = RepeatFilter<CInt>(interval: .seconds(10))
    private var isPausing = false

    /// - Parameter onError: called for the first error of a kind in ten seconds.
    package init(onError: @escaping (IOError) -> Void) { self.onError = onError }

    /// What to do about an error of accept(2), as a log line says it.
    package static func remedy(for error: IOError) -> String {
        switch error.errnoCode {
        case EMFILE, ENFILE: "raise the limit of open files (LimitNOFILE= in systemd)"
        case ENOMEM, ENOBUFS: "look what uses this machine's memory"
        default: "look for firewall rules or a security module that forbid accepting connections"
        }
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError else {
            context.fireErrorCaught(error)
            return
        }
        let now = Instant.now()
        if case .report = failures.happened(error.errnoCode, now: now) { onError(error) }
        guard !isPausing else { return }
        isPausing = true
        let channel = context.channel
        try? channel.syncOptions?.setOption(.autoRead, value: false)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) { [weak self] in
            self?.isPausing = false
            try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }
}
