/// Valid frames composed from the input, encoded, cut into pieces and decoded again.
enum ConversationFuzz {
    static func run(_ bytes: UnsafeRawBufferPointer) {
        if let broken = ConversationProperties.broken(by: [UInt8](bytes)) { fatalError(broken) }
    }
}
