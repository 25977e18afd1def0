import NIOCore
import SubrosaCore
import SubrosaTestKit
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

    /// One that says nothing of any peer.
    static func report(tableDigest: TableDigest) -> [UInt8] {
        let report = HealthReport(alertmanager: .unknown, tableDigest: tableDigest, entries: [])
        var buffer = ByteBuffer()
        FrameEncoder.encode(.report(report), into: &buffer)
        return Array(buffer.readableBytesView)
    }
}
