/// Any bytes as a UDP packet at the link port.
enum SealedFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = PacketProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
