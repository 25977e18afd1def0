import Crypto
import CryptoExtras

/// How a key is made of a passphrase: PBKDF2 (RFC 8018) or scrypt (RFC 7914), with limits, since whoever wrote the file
/// chose how much it costs.
enum KeyDerivation: Hashable, Sendable {
    case pbkdf2(salt: [UInt8], iterations: Int, KDF.Insecure.PBKDF2.HashFunction)
    case scrypt(salt: [UInt8], cost: Int, blockSize: Int, parallelism: Int)

    /// The most iterations of PBKDF2, a few seconds; OpenSSL writes 2,048, careful people a million.
    static let maximumIterations = 10_000_000
    /// The longest salt, in bytes; OpenSSL writes 8 or 16.
    static let maximumSaltLength = 1_024
    /// The most memory that scrypt may take, in bytes; OpenSSL writes 16 MiB.
    static let maximumMemory = 256 * 1024 * 1024

    init(_ algorithm: AlgorithmParts, keyLength: Int) throws(EncryptedKey.Flaw) {
        // 1.2.840.113549.1.5.12 and 1.3.6.1.4.1.11591.4.11
        switch Array(algorithm.identifier) {
        case [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c]:
            self = try Self.pbkdf2(algorithm, keyLength: keyLength)
        case [0x2b, 0x06, 0x01, 0x04, 0x01, 0xda, 0x47, 0x04, 0x0b]:
            self = try Self.scrypt(algorithm, keyLength: keyLength)
        default:
            throw .unsupported("key derivation other than PBKDF2 and scrypt (\(algorithm.text))")
        }
    }

    /// - Parameter passphrase: At least one byte.
    func key(from passphrase: [UInt8], length: Int) throws -> SymmetricKey {
        switch self {
        case .pbkdf2(let salt, let iterations, let function):
            try KDF.Insecure.PBKDF2.deriveKey(
                from: passphrase, salt: salt, using: function, outputByteCount: length,
                unsafeUncheckedRounds: iterations)
        case .scrypt(let salt, let cost, let blockSize, let parallelism):
            try KDF.Scrypt.deriveKey(
                from: passphrase, salt: salt, outputByteCount: length, rounds: cost, blockSize: blockSize,
                parallelism: parallelism)
        }
    }

    private static func pbkdf2(
        _ algorithm: AlgorithmParts, keyLength: Int
    ) throws(EncryptedKey.Flaw) -> KeyDerivation {
        let fields = try EncryptedKey.parsing("PBKDF2's parameters") { () throws(DERCursor.Malformed) in
            var cursor = DERCursor(try algorithm.parameters(DERElement.Tag.sequence))
            let salt = try salt(&cursor)
            let iterations = try cursor.next(DERElement.Tag.integer)
            if let length = try cursor.nextIf(DERElement.Tag.integer), length.smallNumber != keyLength {
                throw DERCursor.Malformed()
            }
            let function = try cursor.nextIf(DERElement.Tag.sequence)
            try cursor.end()
            guard let magnitude = iterations.magnitude, !magnitude.isEmpty else { throw DERCursor.Malformed() }
            return (
                salt: salt, iterations: iterations.smallNumber ?? .max, function: try function.map(AlgorithmParts.init)
            )
        }
        guard fields.iterations <= maximumIterations else {
            throw .tooCostly("PBKDF2 has more than \(maximumIterations) iterations")
        }
        return .pbkdf2(salt: fields.salt, iterations: fields.iterations, try hashFunction(fields.function))
    }

    private static func scrypt(
        _ algorithm: AlgorithmParts, keyLength: Int
    ) throws(EncryptedKey.Flaw) -> KeyDerivation {
        let fields = try EncryptedKey.parsing("scrypt's parameters") { () throws(DERCursor.Malformed) in
            var cursor = DERCursor(try algorithm.parameters(DERElement.Tag.sequence))
            let salt = try salt(&cursor)
            var numbers: [Int] = []
            for _ in 0..<3 {
                let element = try cursor.next(DERElement.Tag.integer)
                guard let magnitude = element.magnitude, !magnitude.isEmpty else { throw DERCursor.Malformed() }
                numbers.append(element.smallNumber ?? .max)
            }
            if let length = try cursor.nextIf(DERElement.Tag.integer), length.smallNumber != keyLength {
                throw DERCursor.Malformed()
            }
            try cursor.end()
            // RFC 7914 section 6: the cost is a power of 2 larger than 1.
            guard numbers[0] > 1, numbers[0].nonzeroBitCount == 1 || numbers[0] == .max else {
                throw DERCursor.Malformed()
            }
            return (salt: salt, cost: numbers[0], blockSize: numbers[1], parallelism: numbers[2])
        }
        // Each is small before they are multiplied. swift-crypto's own bound on memory has room for blocks up to 16.
        guard fields.cost <= 1 << 20, fields.blockSize <= 16, fields.parallelism <= 16,
            128 * fields.cost * fields.blockSize * fields.parallelism <= maximumMemory
        else { throw .tooCostly("scrypt is to take more than \(maximumMemory / 1024 / 1024) MiB") }
        return .scrypt(
            salt: fields.salt, cost: fields.cost, blockSize: fields.blockSize, parallelism: fields.parallelism)
    }

    /// At least one byte: swift-crypto takes no empty salt.
    private static func salt(_ cursor: inout DERCursor) throws(DERCursor.Malformed) -> [UInt8] {
        let salt = try cursor.next(DERElement.Tag.octetString).content
        guard (1...maximumSaltLength).contains(salt.count) else { throw DERCursor.Malformed() }
        return Array(salt)
    }

    private static func hashFunction(
        _ function: AlgorithmParts?
    ) throws(EncryptedKey.Flaw) -> KDF.Insecure.PBKDF2.HashFunction {
        // RFC 8018 A.2: hmacWithSHA1 unless another is named.
        guard let function else { return .insecureSHA1 }
        // 1.2.840.113549.2: hmacWithSHA1 is .7, SHA256 .9, SHA384 .10, SHA512 .11
        if function.identifier.dropLast() == [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02] {
            switch function.identifier.last {
            case 7: return .insecureSHA1
            case 9: return .sha256
            case 10: return .sha384
            case 11: return .sha512
            default: break
            }
        }
        throw .unsupported("PBKDF2 with a hash function other than SHA-1 and SHA-2 (\(function.text))")
    }
}
