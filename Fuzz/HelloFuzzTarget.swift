/// Any bytes as the payload of a hello.
enum HelloFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = DecoderProperties.brokenHello(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
