/// Any bytes into the frame decoder: it must keep its promises and never trap.
enum FrameFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = DecoderProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
