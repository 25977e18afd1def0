/// Any bytes as crl_file.
enum CrlFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = ListProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
