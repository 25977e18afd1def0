import NIOCore
import SubrosaCore
import SubrosaPlumbing
import SubrosaTestKit

/// The side facing Alertmanager, in memory: takes datagrams, and has no Alertmanager for streams.
final class LocalSide: DatagramSink, StreamDialer {
    let datagrams: Record<[UInt8]>

    init(_ datagrams: Record<[UInt8]>) { self.datagrams = datagrams }

    func deliver(_ datagram: ByteBuffer) { datagrams.append(Array(datagram.readableBytesView)) }
    func burstEnded() {}

    func dialStream(_ done: @escaping (Result<any StreamSide, StreamRefused>) -> Void) {
        done(.failure(StreamRefused(reason: .alertmanagerRefused, detail: "there is none")))
    }
}
