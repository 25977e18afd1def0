import NIOCore
import NIOPosix
import SubrosaCore
import Synchronization

/// A DNS server of 127.0.0.1 that answers from a table which the test changes; over TCP what is too long for UDP.
package final class DNSServer: Sendable {
    /// The names that were asked for, one for each question that came.
    package let questions = Record<String>()
    package let address: ResolverAddress
    private let table: Mutex<Table>
    private let group: MultiThreadedEventLoopGroup

    private struct Table {
        var addresses: [String: [IPAddress]] = [:]
        var mute: Set<String> = []
    }

    /// Runs for as long as `body`.
    package static func run(_ body: (DNSServer) async throws -> Void) async throws {
        let server = try DNSServer()
        do {
            try await server.start()
            try await body(server)
        } catch {
            try? await server.group.shutdownGracefully()
            throw error
        }
        try await server.group.shutdownGracefully()
    }

    private init() throws {
        let free = try LoopbackAddress(ip: 0x7f_00_00_01, port: 0).withFreePort()
        guard let ip = IPAddress(free.host) else { throw SystemError(call: "inet_pton", code: 0) }
        address = ResolverAddress(ip: ip, port: free.port)
        table = Mutex(Table())
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    private func start() async throws {
        let (host, port) = ("\(address.ip)", Int(address.port))
        _ = try await DatagramBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Datagrams(server: self))
                }
            }
            .bind(host: host, port: port).get()
        _ = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(server: self))
                }
            }
            .bind(host: host, port: port).get()
    }

    /// What a name stands for from now on; nil: there is no such name.
    package func set(_ name: String, to addresses: [String]?) {
        table.withLock { table in
            table.addresses[name] = addresses?.compactMap { IPAddress($0) }
            table.mute.remove(name)
        }
    }

    /// Questions for a name get no answer from now on.
    package func ignore(_ name: String) { table.withLock { _ = $0.mute.insert(name) } }

    private func answer(to message: ByteBuffer, upTo limit: Int) -> ByteBuffer? {
        guard let question = DNSQuestion(message) else { return nil }
        questions.append(question.name)
        let (addresses, isMute) = table.withLock {
            ($0.addresses[question.name], $0.mute.contains(question.name))
        }
        return isMute ? nil : question.answer(addresses, upTo: limit)
    }

    private final class Datagrams: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let server: DNSServer

        init(server: DNSServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            // RFC 1035, section 4.2.1
            guard let answer = server.answer(to: envelope.data, upTo: 512) else { return }
            let reply = AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: answer)
            context.writeAndFlush(wrapOutboundOut(reply), promise: nil)
        }
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let server: DNSServer
        private var received = ByteBuffer()

        init(server: DNSServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.writeImmutableBuffer(unwrapInboundIn(data))
            // The length stands before each message (RFC 1035, section 4.2.2).
            while let message = received.readLengthPrefixedSlice(as: UInt16.self) {
                guard let answer = server.answer(to: message, upTo: 65_535) else { continue }
                var framed = ByteBuffer()
                framed.writeInteger(UInt16(answer.readableBytes))
                framed.writeImmutableBuffer(answer)
                context.writeAndFlush(wrapOutboundOut(framed), promise: nil)
            }
        }
    }
}
