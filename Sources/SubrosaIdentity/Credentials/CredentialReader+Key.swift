extension CredentialReader {
    /// The longest passphrase, in bytes.
    static let maximumPassphraseLength = 1024
    /// The most that the file of the passphrase may hold besides it.
    static let maximumPassphraseFileSize = 64 * 1024

    /// key_file, decrypted with key_passphrase_file if it is encrypted.
    mutating func key() -> LoadedKey? {
        let passphrase = readPassphrase()
        let path = files.key
        guard let blocks = blocks(.key, path: path) else { return nil }
        let keys = blocks.filter(\.isPrivateKey)
        guard keys.count == 1, let block = keys.first else {
            problem(
                .error, .key,
                what: keys.isEmpty ? "\(path) has no private key" : "\(path) has \(keys.count) private keys",
                why: keys.isEmpty
                    ? "there is no -----BEGIN PRIVATE KEY----- (or EC, RSA) in it" : "it is not clear which is meant",
                remedy: "name a PEM file with the key of cert_file's first certificate")
            return nil
        }
        if block.isEncrypted {
            guard let plain = decrypted(block, passphrase: passphrase) else { return nil }
            return loaded(plain)
        }
        if let file = files.passphrase {
            problem(
                .error, .passphrase, what: "\(file) has nothing to decrypt",
                why: "the key in \(path) is not encrypted",
                remedy:
                    "take key_passphrase_file out, or encrypt the key (openssl pkcs8 -topk8 -v2 aes-256-cbc -in \(path) -out NEW)"
            )
        }
        return loaded(block)
    }

    private mutating func loaded(_ block: PEMBlock) -> LoadedKey? {
        guard let key = try? LoadedKey(block) else {
            problem(
                .error, .key, what: "the key in \(files.key) cannot be used",
                why: "it is damaged, or of a kind that is not supported",
                remedy: "use EC (P-256, P-384, P-521), RSA of 2048 bits or more, or Ed25519, as PKCS#8, SEC1 or PKCS#1")
            return nil
        }
        return key
    }

    private mutating func decrypted(_ block: PEMBlock, passphrase: [UInt8]?) -> PEMBlock? {
        let path = files.key
        let convert = "openssl pkcs8 -topk8 -v2 aes-256-cbc -in \(path) -out NEW"
        guard block.label == "ENCRYPTED PRIVATE KEY" else {
            problem(
                .error, .key, what: "the key in \(path) is encrypted in an old way that is not supported",
                why: "it has Proc-Type: 4,ENCRYPTED, which protects a passphrase badly",
                remedy: "convert it: \(convert)")
            return nil
        }
        let envelope: EncryptedKey
        do throws(EncryptedKey.Flaw) {
            envelope = try EncryptedKey(der: block.der)
        } catch {
            problem(
                .error, .key, what: "the encrypted key in \(path) cannot be used", why: error.explanation,
                remedy: "encrypt it again: \(convert)")
            return nil
        }
        guard let passphraseFile = files.passphrase else {
            problem(
                .error, .key, what: "the key in \(path) is encrypted", why: "there is no tls.key_passphrase_file",
                remedy:
                    "name a file with the passphrase there, or decrypt the key (openssl pkey -in \(path) -out NEW) and protect it by its mode, 0600"
            )
            return nil
        }
        // What is wrong with the file has been said.
        guard let passphrase else { return nil }
        do throws(EncryptedKey.WrongPassphrase) {
            return PEMBlock(label: "PRIVATE KEY", der: try envelope.decrypted(passphrase: passphrase), line: block.line)
        } catch {
            problem(
                .error, .passphrase, what: "\(passphraseFile) does not decrypt the key in \(path)",
                why: "the passphrase is another one, or the key is damaged",
                remedy: "try the two with openssl pkey -in \(path) -passin file:\(passphraseFile) -noout")
            return nil
        }
    }

    /// The first line of key_passphrase_file, without its line end; nil if there is none, or it is of no use.
    private mutating func readPassphrase() -> [UInt8]? {
        guard let path = files.passphrase else { return nil }
        let bytes = bytes(
            .passphrase, path: path, limit: Self.maximumPassphraseFileSize, holds: "the passphrase, in one line,")
        guard let bytes else { return nil }
        var line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        guard (1...Self.maximumPassphraseLength).contains(line.count) else {
            problem(
                .error, .passphrase,
                what: line.isEmpty ? "\(path) begins with an empty line" : "\(path) has a first line that is too long",
                why: "the passphrase is its first line, of 1 to \(Self.maximumPassphraseLength) bytes",
                remedy: "put the passphrase into the first line")
            return nil
        }
        return Array(line)
    }
}
