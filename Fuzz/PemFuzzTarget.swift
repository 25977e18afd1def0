/// Any bytes as a PEM file, or as the envelope of an encrypted key.
enum PemFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = KeyFileProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
