import NIOCore
import NIOPosix
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit
import Testing

@testable import SubrosaTransport

/// A listener with nobody behind it: what happens at the door, in its log.
final class Porch: Sendable {
    let log = LogRecorder()
    let address: LoopbackAddress
    private let loop: any EventLoop
    private let listener: NIOLoopBound<LinkListener>

    init(_ fabric: Fabric, _ settings: PeerConnectionSettings, limits: DoorLimits = DoorLimits()) async throws {
        let loop = fabric.loop
        self.loop = loop
        listener = try await loop.submit { [logger = log.logger] in
            let listener = LinkListener(
                settings: CurrentSettings(settings), loop: loop, limits: limits, logger: logger,
                events: EventLog())
            return NIOLoopBound(listener, eventLoop: loop)
        }.get()
        let bound = try await loop.flatSubmit { [listener] in
            do {
                return listener.value.bind(try SocketAddress(ipAddress: "127.0.0.1", port: 0), isIPv6Only: true)
            } catch { return loop.makeFailedFuture(error) }
        }.get()
        address = LoopbackAddress(
            ip: 0x7f_00_00_01, port: try #require(bound.split(separator: ":").last.flatMap { UInt16($0) }))
        try await loop.submit { [listener] in listener.value.serve() }.get()
        fabric.atEnd { [listener] in try await loop.submit { listener.value.close() }.get() }
    }

    func refused(_ reason: RefusalReason, from start: Int = 0) async throws {
        try await log.line("Peer refused", ["reason": reason.rawValue], from: start)
    }

    func refusals() async throws -> [RefusalReason: UInt64] {
        try await loop.submit { [listener] in listener.value.refusals }.get()
    }

    /// Closes the listener behind its owner's back.
    func loseListener() async throws {
        try await loop.submit { [listener] in
            for channel in listener.value.channels { channel.close(promise: nil) }
        }.get()
    }
}
