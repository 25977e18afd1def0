import NIOCore
import SubrosaCore
import SubrosaWire
import Testing

/// Frames as a stranger would write them by hand.
enum RawFrames {
    static func hello(role: Hello.Role, name: NodeName) throws -> [UInt8] {
        let digest = try #require(TableDigest(bytes: [UInt8](repeating: 0, count: 32)))
        var buffer = ByteBuffer()
        FrameEncoder.encode(.hello(Hello(role: role, name: name, digest: digest)), into: &buffer)
        return Array(buffer.readableBytesView)
    }
}
