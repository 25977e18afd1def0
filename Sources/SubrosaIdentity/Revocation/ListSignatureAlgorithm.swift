import X509

/// The AlgorithmIdentifiers (RFC 5280 4.1.1.2) with which lists of revoked certificates may be signed, byte by byte.
/// SHA-1 is not among them. RSA's parameters are NULL (RFC 4055 section 5); some leave them out.
enum ListSignatureAlgorithm {
    static func algorithm(of identifier: ArraySlice<UInt8>) -> Certificate.SignatureAlgorithm? {
        if let known = table.first(where: { $0.identifier[...] == identifier }) { return known.algorithm }
        return table.first {
            $0.identifier.suffix(2) == [0x05, 0x00] && withoutParameters($0.identifier) == identifier
        }?
        .algorithm
    }

    /// - Returns: nil for an algorithm that is not supported.
    static func identifier(of algorithm: Certificate.SignatureAlgorithm) -> [UInt8]? {
        table.first { $0.algorithm == algorithm }?.identifier
    }

    private static func withoutParameters(_ identifier: [UInt8]) -> ArraySlice<UInt8> {
        ([0x30, UInt8(identifier.count - 4)] + identifier.dropFirst(2).dropLast(2))[...]
    }

    private static let table: [(identifier: [UInt8], algorithm: Certificate.SignatureAlgorithm)] = [
        (ecdsa(2), .ecdsaWithSHA256), (ecdsa(3), .ecdsaWithSHA384), (ecdsa(4), .ecdsaWithSHA512),
        (rsa(11), .sha256WithRSAEncryption), (rsa(12), .sha384WithRSAEncryption), (rsa(13), .sha512WithRSAEncryption),
        ([0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70], .ed25519),
    ]

    /// 1.2.840.10045.4.3.`last`
    private static func ecdsa(_ last: UInt8) -> [UInt8] {
        [0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, last]
    }

    /// 1.2.840.113549.1.1.`last`
    private static func rsa(_ last: UInt8) -> [UInt8] {
        [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last, 0x05, 0x00]
    }
}
