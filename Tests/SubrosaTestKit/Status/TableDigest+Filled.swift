import SubrosaCore

extension TableDigest {
    /// A digest of one byte again and again.
    package static func filled(_ byte: UInt8) -> TableDigest {
        guard let digest = TableDigest(bytes: [UInt8](repeating: byte, count: length)) else {
            preconditionFailure("32 bytes are a digest")
        }
        return digest
    }
}
