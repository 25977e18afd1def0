import Crypto
import CryptoExtras
import FoundationEssentials

/// A private key encrypted with a passphrase: EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018), as OpenSSL
/// writes it since version 1.1.
package struct EncryptedKey: Hashable, Sendable {
    /// Why it cannot be decrypted, whatever the passphrase.
    package enum Flaw: Error, Hashable, Sendable {
        /// It is not what RFC 5958 and RFC 8018 describe; what part of it.
        case malformed(String)
        /// Some other way to encrypt than PBES2 with PBKDF2 or scrypt and AES-CBC.
        case unsupported(String)
        /// It would cost more time or memory than a node's key may.
        case tooCostly(String)

        /// The second half of "the key cannot be decrypted: ...".
        package var explanation: String {
            switch self {
            case .malformed(let part): "\(part) cannot be parsed"
            case .unsupported(let what): "\(what) is not supported"
            case .tooCostly(let what): "\(what)"
            }
        }
    }

    /// The passphrase is another one, or the ciphertext is damaged: the two look alike.
    package struct WrongPassphrase: Error, Hashable, Sendable {}

    let derivation: KeyDerivation
    /// In bytes, of the AES key.
    let keyLength: Int
    /// 16 bytes.
    let initialVector: [UInt8]
    /// A multiple of 16 bytes.
    let ciphertext: [UInt8]

    /// Parses the DER of a block `ENCRYPTED PRIVATE KEY`. Costs nothing but that: no key is derived.
    package init(der: [UInt8]) throws(Flaw) {
        let parts = try Self.parsing("the envelope") { () throws(DERCursor.Malformed) in
            var cursor = try DERCursor.intoSequence(der[...])
            let algorithm = try AlgorithmParts(try cursor.next(DERElement.Tag.sequence))
            let ciphertext = try cursor.next(DERElement.Tag.octetString).content
            try cursor.end()
            return (algorithm: algorithm, ciphertext: Array(ciphertext))
        }
        // 1.2.840.113549.1.5.13
        guard parts.algorithm.identifier == [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d] else {
            throw .unsupported("encryption other than PBES2 (\(parts.algorithm.text))")
        }
        let schemes = try Self.parsing("the encryption scheme") { () throws(DERCursor.Malformed) in
            var cursor = DERCursor(try parts.algorithm.parameters(DERElement.Tag.sequence))
            let derivation = try AlgorithmParts(try cursor.next(DERElement.Tag.sequence))
            let cipher = try AlgorithmParts(try cursor.next(DERElement.Tag.sequence))
            try cursor.end()
            return (derivation: derivation, cipher: cipher)
        }
        self.keyLength = try Self.keyLength(of: schemes.cipher)
        self.initialVector = try Self.parsing("the initial vector") { () throws(DERCursor.Malformed) in
            let bytes = try schemes.cipher.parameters(DERElement.Tag.octetString)
            guard bytes.count == 16 else { throw DERCursor.Malformed() }
            return Array(bytes)
        }
        self.derivation = try KeyDerivation(schemes.derivation, keyLength: keyLength)
        guard !parts.ciphertext.isEmpty, parts.ciphertext.count % 16 == 0 else { throw .malformed("the ciphertext") }
        self.ciphertext = parts.ciphertext
    }

    /// Decrypts the key, which takes as long as who encrypted it wanted; seconds at most.
    /// - Parameter passphrase: At least one byte.
    /// - Returns: PKCS#8 in DER. Secret.
    package func decrypted(passphrase: [UInt8]) throws(WrongPassphrase) -> [UInt8] {
        guard !passphrase.isEmpty, let key = try? derivation.key(from: passphrase, length: keyLength),
            let vector = try? AES._CBC.IV(ivBytes: initialVector),
            // Fails if the padding is not what was put there, which a wrong key passes one time in 256.
            let plaintext = try? AES._CBC.decrypt(ciphertext, using: key, iv: vector),
            (try? DERCursor.intoSequence(Array(plaintext)[...])) != nil
        else { throw WrongPassphrase() }
        return Array(plaintext)
    }

    private static func keyLength(of cipher: AlgorithmParts) throws(Flaw) -> Int {
        // 2.16.840.1.101.3.4.1: aes128-CBC is .2, aes192-CBC .22, aes256-CBC .42
        guard cipher.identifier.dropLast() == [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01] else {
            throw .unsupported("a cipher other than AES-CBC (\(cipher.text))")
        }
        switch cipher.identifier.last {
        case 2: return 16
        case 22: return 24
        case 42: return 32
        default: throw .unsupported("a cipher other than AES-CBC (\(cipher.text))")
        }
    }

    static func parsing<T>(_ part: String, _ body: () throws(DERCursor.Malformed) -> T) throws(Flaw) -> T {
        do throws(DERCursor.Malformed) {
            return try body()
        } catch {
            throw .malformed(part)
        }
    }
}
