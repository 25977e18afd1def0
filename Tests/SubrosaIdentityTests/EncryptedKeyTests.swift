import SubrosaIdentity
import Testing

/// The envelope of an encrypted key, without OpenSSL: its limits.
@Suite struct EncryptedKeyTests {
    static let pbes2: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d]
    static let pbkdf2: [UInt8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c]
    static let scrypt: [UInt8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b]
    static let aes256: [UInt8] = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2a]

    static func tlv(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] {
        let content = parts.flatMap { $0 }
        let length: [UInt8] =
            switch content.count {
            case ..<128: [UInt8(content.count)]
            case ..<256: [0x81, UInt8(content.count)]
            default: [0x82, UInt8(content.count >> 8), UInt8(content.count & 0xff)]
            }
        return [tag] + length + content
    }

    static func integer(_ number: Int) -> [UInt8] {
        var bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        while bytes.count > 1, bytes[0] == 0, bytes[1] < 0x80 { bytes.removeFirst() }
        return tlv(0x02, bytes)
    }

    static func key(
        derivation: [UInt8] = pbkdf2, parameters: [UInt8], vector: Int = 16, ciphertext: Int = 32
    ) -> [UInt8] {
        let scheme = tlv(0x30, tlv(0x06, derivation), tlv(0x30, parameters))
        let cipher = tlv(0x30, tlv(0x06, aes256), tlv(0x04, Array(repeating: 1, count: vector)))
        return tlv(
            0x30, tlv(0x30, tlv(0x06, pbes2), tlv(0x30, scheme, cipher)),
            tlv(0x04, Array(repeating: 2, count: ciphertext)))
    }

    static func salt(_ count: Int) -> [UInt8] { tlv(0x04, Array(repeating: 3, count: count)) }

    @Test func atTheLimitsTheEnvelopeIsTakenAndBeyondThemItIsNot() throws {
        _ = try EncryptedKey(der: Self.key(parameters: Self.salt(1_024) + Self.integer(10_000_000)))
        _ = try EncryptedKey(der: Self.key(parameters: Self.salt(1) + Self.integer(1) + Self.integer(32)))
        let refused: [([UInt8], EncryptedKey.Flaw)] = [
            (Self.key(parameters: Self.salt(1_025) + Self.integer(1)), .malformed("PBKDF2's parameters")),
            (Self.key(parameters: Self.salt(0) + Self.integer(1)), .malformed("PBKDF2's parameters")),
            (Self.key(parameters: Self.salt(8) + Self.integer(0)), .malformed("PBKDF2's parameters")),
            (Self.key(parameters: Self.salt(8) + Self.integer(-1)), .malformed("PBKDF2's parameters")),
            (
                Self.key(parameters: Self.salt(8) + Self.integer(1) + Self.integer(16)),
                .malformed("PBKDF2's parameters")
            ),
            (
                Self.key(parameters: Self.salt(8) + Self.integer(10_000_001)),
                .tooCostly("PBKDF2 has more than 10000000 iterations")
            ),
            (
                Self.key(parameters: Self.salt(8) + Self.integer(.max)),
                .tooCostly("PBKDF2 has more than 10000000 iterations")
            ),
            (Self.key(parameters: Self.salt(8) + Self.integer(1), vector: 15), .malformed("the initial vector")),
            (Self.key(parameters: Self.salt(8) + Self.integer(1), vector: 17), .malformed("the initial vector")),
            (Self.key(parameters: Self.salt(8) + Self.integer(1), ciphertext: 0), .malformed("the ciphertext")),
            (Self.key(parameters: Self.salt(8) + Self.integer(1), ciphertext: 31), .malformed("the ciphertext")),
        ]
        for (der, flaw) in refused {
            #expect(throws: flaw) { try EncryptedKey(der: der) }
        }
    }

    @Test(arguments: [
        ([16_384, 8, 1], nil), ([1 << 18, 8, 1], nil), ([2, 1, 1], nil),
        ([1 << 19, 8, 1], EncryptedKey.Flaw.tooCostly("scrypt is to take more than 256 MiB")),
        ([1 << 21, 1, 1], .tooCostly("scrypt is to take more than 256 MiB")),
        ([16_384, 17, 1], .tooCostly("scrypt is to take more than 256 MiB")),
        ([16_384, 8, 17], .tooCostly("scrypt is to take more than 256 MiB")),
        ([.max, .max, .max], .tooCostly("scrypt is to take more than 256 MiB")),
        ([16_383, 8, 1], .malformed("scrypt's parameters")), ([1, 8, 1], .malformed("scrypt's parameters")),
        ([0, 8, 1], .malformed("scrypt's parameters")), ([16_384, 0, 1], .malformed("scrypt's parameters")),
        ([16_384, 8, 0], .malformed("scrypt's parameters")), ([16_384, 8, -1], .malformed("scrypt's parameters")),
    ])
    func scryptIsLimitedInMemory(_ example: ([Int], EncryptedKey.Flaw?)) {
        let der = Self.key(
            derivation: Self.scrypt, parameters: Self.salt(8) + example.0.flatMap { Self.integer($0) })
        var found: EncryptedKey.Flaw?
        do throws(EncryptedKey.Flaw) { _ = try EncryptedKey(der: der) } catch { found = error }
        #expect(found == example.1)
    }

    @Test func anEnvelopeCutAnywhereIsMalformed() {
        let der = Self.key(parameters: Self.salt(8) + Self.integer(2_048))
        for count in der.indices {
            #expect(throws: EncryptedKey.Flaw.malformed("the envelope")) {
                try EncryptedKey(der: Array(der.prefix(count)))
            }
        }
    }

    @Test func garbageIsNotDecrypted() throws {
        let key = try EncryptedKey(der: Self.key(parameters: Self.salt(8) + Self.integer(1)))
        #expect(throws: EncryptedKey.WrongPassphrase.self) { try key.decrypted(passphrase: [1]) }
        #expect(throws: EncryptedKey.WrongPassphrase.self) { try key.decrypted(passphrase: []) }
    }
}
