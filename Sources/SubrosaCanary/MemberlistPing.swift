import NIOCore
import SubrosaCore

/// Where a ping has its answer sent: `ping{…, SourceAddr, SourcePort}`, which is what the Alertmanager that sends it
/// advertises (hashicorp/memberlist, state.go, `probeNode`; net.go, `handlePing`).
package struct MemberlistPing: Hashable, Sendable, CustomStringConvertible {
    package let ip: IPAddress
    package let port: UInt16

    package init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    /// `ip:port`
    package var description: String { ip.isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }

    /// - Returns: nil if the datagram begins with no ping, or with one that says nothing of where to.
    package init?(in datagram: ByteBuffer) {
        guard let envelope = MemberlistEnvelope(datagram),
            NumberedMessage(envelope.first)?.kind == MemberlistEnvelope.Kind.ping
        else { return nil }
        var reader = MessagePackReader(envelope.first)
        reader.skipByte()
        var (ip, port) = (IPAddress?.none, UInt16?.none)
        for _ in 0..<(reader.mapCount() ?? 0) {
            guard let key = reader.text() else { return nil }
            switch key {
            case "SourceAddr":
                guard let bytes = reader.bytes() else { return nil }
                ip = IPAddress(bytes: Array(bytes.readableBytesView))
            case "SourcePort":
                guard let number = reader.unsigned() else { return nil }
                port = UInt16(exactly: number)
            default: guard reader.skipValue() else { return nil }
            }
        }
        guard let ip, let port, port != 0 else { return nil }
        self.init(ip: ip, port: port)
    }
}
