import NIOCore
import NIOPosix
import NIOSSL
import SubrosaTestKit
import SubrosaWire

/// Somebody who connects without being a Subrosa: with whatever TLS a test gives it, and whatever bytes.
enum Stranger {
    /// What a correct dialler would use; a test spoils it.
    static func configuration(_ leaf: TestLeaf) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.certificateChain = try leaf.chain.map {
            .certificate(try NIOSSLCertificate(bytes: $0, format: .der))
        }
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(leaf.keyPEM.utf8), format: .pem))
        configuration.applicationProtocols = [Limits.applicationProtocol]
        return configuration
    }

    /// Connects and sends `bytes` behind the handshake, or in plain if there is no configuration.
    static func connect(
        _ fabric: Fabric, to port: Int, _ configuration: TLSConfiguration?, asking serverName: String? = nil,
        sending bytes: [UInt8] = []
    ) async throws {
        let context = try configuration.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ClientBootstrap(group: fabric.loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: serverName))
                    }
                    try channel.pipeline.syncOperations.addHandler(Deaf())
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        if !bytes.isEmpty { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
    }

    /// Shakes hands, and notes how long the first record is that comes.
    static func overhear(
        _ fabric: Fabric, to port: Int, _ context: NIOSSLContext, _ record: Record<Int>
    ) async throws {
        _ = try await ClientBootstrap(group: fabric.loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: nil) { _, promise in
                        promise.succeed(.certificateVerified)
                    }
                    try channel.pipeline.syncOperations.addHandlers(Ear(record), tls, Deaf())
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }

    /// Reads the length in the header of the first record (RFC 8446, section 5.1).
    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let record: Record<Int>

        init(_ record: Record<Int>) { self.record = record }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let length = bytes.getInteger(at: bytes.readerIndex + 3, as: UInt16.self) { record.append(Int(length)) }
            context.fireChannelRead(data)
        }
    }

    /// Accepts TLS connections and says nothing on them.
    static func listen(_ fabric: Fabric, _ configuration: TLSConfiguration?) async throws -> Int {
        let context = try configuration.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: fabric.loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(Deaf())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return channel.localAddress?.port ?? 0
    }

    private final class Deaf: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
