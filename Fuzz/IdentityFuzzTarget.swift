/// Any bytes as a peer's certificate, or as the alternative names in one.
enum IdentityFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = NameProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
