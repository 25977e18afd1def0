import NIOCore
import SubrosaCore

/// The payload of REPORT:
///
///     0            1                         33            35
///     | voice (u8) | table digest: 32 bytes | count (u16) | count times: n (u8) | name: n bytes | health (u8)
///                       | loss (u16) | round trip (u32) | dropped outbound (u16) | dropped inbound (u16) |
extension HealthReport {
    /// Instead of a number that is not known.
    private static let noLoss = UInt16.max
    private static let noRoundTrip = UInt32.max

    /// Reads the payload of a report frame. Codes that are not known are read as "unknown".
    ///
    /// - Throws: ``FrameError/malformedReport`` if the fields do not fit, or there are more than a table may have.
    package init(payload: ByteBuffer) throws(FrameError) {
        var payload = payload
        guard let voice = payload.readInteger(as: UInt8.self),
            let digest = payload.readBytes(length: TableDigest.length).flatMap(TableDigest.init(bytes:)),
            let count = payload.readInteger(as: UInt16.self), count <= NodeTable.maximumCount
        else { throw .malformedReport }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard let entry = Self.readEntry(&payload) else { throw .malformedReport }
            entries.append(entry)
        }
        guard payload.readableBytes == 0 else { throw .malformedReport }
        self.init(alertmanager: AlertmanagerVoice.State(code: voice), tableDigest: digest, entries: entries)
    }

    private static func readEntry(_ payload: inout ByteBuffer) -> Entry? {
        guard let length = payload.readInteger(as: UInt8.self), let text = payload.readString(length: Int(length)),
            let name = NodeName(text), let health = payload.readInteger(as: UInt8.self),
            let loss = payload.readInteger(as: UInt16.self), loss <= 1_000 || loss == noLoss,
            let roundTrip = payload.readInteger(as: UInt32.self),
            let outbound = payload.readInteger(as: UInt16.self), let inbound = payload.readInteger(as: UInt16.self)
        else { return nil }
        return Entry(
            peer: name, health: PeerHealth(code: health), lossPerMille: loss == noLoss ? nil : Int(loss),
            roundTrip: roundTrip == noRoundTrip ? nil : roundTrip, droppedOutbound: Int(outbound),
            droppedInbound: Int(inbound))
    }

    /// The worst first, so that what a frame cannot hold (only nine hundred long names and more) are peers that are well.
    package var payload: ByteBuffer {
        var body = ByteBuffer()
        var count: UInt16 = 0
        for entry in entries.filter({ $0.health != .ok }) + entries.filter({ $0.health == .ok }) {
            let length = Self.fixedEntryLength + entry.peer.text.utf8.count
            guard count < NodeTable.maximumCount,
                Limits.reportLength.lowerBound + body.readableBytes + length <= Limits.reportLength.upperBound
            else { break }
            Self.write(entry, to: &body)
            count += 1
        }
        var payload = ByteBuffer()
        payload.writeInteger(alertmanager.code)
        payload.writeBytes(tableDigest.bytes)
        payload.writeInteger(count)
        payload.writeBuffer(&body)
        return payload
    }

    private static let fixedEntryLength = 1 + 1 + 2 + 4 + 2 + 2

    private static func write(_ entry: Entry, to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(truncatingIfNeeded: entry.peer.text.utf8.count))
        buffer.writeString(entry.peer.text)
        buffer.writeInteger(entry.health.code)
        buffer.writeInteger(entry.lossPerMille.map { UInt16(clamping: min($0, 1_000)) } ?? noLoss)
        buffer.writeInteger(entry.roundTrip ?? noRoundTrip)
        buffer.writeInteger(UInt16(clamping: entry.droppedOutbound))
        buffer.writeInteger(UInt16(clamping: entry.droppedInbound))
    }
}
