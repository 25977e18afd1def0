import NIOCore
import NIOPosix
import SubrosaTestKit

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@testable import SubrosaSplit

/// A listener on an event loop of its own. Each connection that it lets in is sent the byte 1, and what it says is taken note
/// of; a 2 is its introduction.
final class ListeningSide: Sendable {
    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let heard: Record<UInt8>
        private let introduced: (any Channel) -> Void

        init(heard: Record<UInt8>, introduced: @escaping (any Channel) -> Void) {
            self.heard = heard
            self.introduced = introduced
        }

        func channelActive(context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: [1])), promise: nil)
            context.read()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            for byte in unwrapInboundIn(data).readableBytesView {
                if byte == 2 { introduced(context.channel) }
                heard.append(byte)
            }
            context.read()
        }
    }

    let log = LogRecorder()
    let heard = Record<UInt8>()
    let loop: any EventLoop
    private let listener: NIOLoopBound<SplitListener>

    static func run(
        _ path: String, users: AllowedUsers = AllowedUsers(listed: [geteuid()]),
        permissions: SocketPermissions = SocketPermissions(),
        _ change: (inout SplitListenerLimits) -> Void = { _ in }, body: (ListeningSide) async throws -> Void
    ) async throws {
        var limits = SplitListenerLimits()
        limits.lookInterval = .milliseconds(20)
        change(&limits)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let side = try await ListeningSide(path, users, permissions, limits, group.next())
            try await body(side)
            try await side.close()
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private init(
        _ path: String, _ users: AllowedUsers, _ permissions: SocketPermissions, _ limits: SplitListenerLimits,
        _ loop: any EventLoop
    ) async throws {
        self.loop = loop
        listener = try await loop.submit { [log, heard] in
            var listening: SplitListener?
            let listener = SplitListener(
                path: path, permissions: permissions, users: users, limits: limits, loop: loop, logger: log.logger
            ) { channel in
                try channel.pipeline.syncOperations.addHandler(
                    Greeter(heard: heard) { listening?.introduced($0) })
            }
            listening = listener
            return NIOLoopBound(listener, eventLoop: loop)
        }.get()
        let listener = self.listener
        try await loop.flatSubmit { listener.value.open() }.get()
    }

    func close() async throws { try await loop.flatSubmit { [listener] in listener.value.close() }.get() }

    func refusals(_ reason: SplitRefusalReason) async throws -> UInt64 {
        try await loop.submit { [listener] in listener.value.refusals[reason] ?? 0 }.get()
    }

    func connections() async throws -> Int {
        try await loop.submit { [listener] in listener.value.connections }.get()
    }
}
