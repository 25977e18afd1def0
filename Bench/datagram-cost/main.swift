import NIOCore
import SubrosaCore
import SubrosaSealed
import SubrosaWire

// What scripts/datagram-cost.sh counts instructions and allocations of: a datagram that is sealed, opened, and known as the
// first copy; and one that is framed and decoded. So many of them as the second argument says.
let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]) else {
    fatalError("usage: datagram-cost sealed|framed COUNT")
}

let allocator = ByteBufferAllocator()
let datagram = ByteBuffer(repeating: 0x67, count: 1_400)
var delivered = 0

switch arguments[1] {
case "sealed":
    let key = DatagramKey.random(.aes128GCM)
    var sealing = SealingKey(key)
    var opening = OpeningKey(key)
    var numbers = SlidingWindow(bits: 16_384)
    for number in 1...UInt64(count) {
        guard let packet = sealing.seal(.datagram(number, datagram), allocator: allocator),
            let header = SealedPacket.Header(of: packet),
            case .success(.datagram(let number, let opened)) = opening.open(packet, header),
            numbers.see(number) == .fresh
        else { fatalError("datagram \(number) did not pass") }
        delivered += opened.readableBytes
    }
case "framed":
    var decoder = FrameDecoder()
    for _ in 0..<count {
        var bytes = ByteBuffer()
        FrameEncoder.encode(.datagram(datagram), into: &bytes)
        decoder.append(bytes)
        guard case .datagram(let decoded)? = try decoder.next() else { fatalError("no frame") }
        delivered += decoded.readableBytes
    }
default: fatalError("\(arguments[1]) is neither sealed nor framed")
}
print(delivered)
