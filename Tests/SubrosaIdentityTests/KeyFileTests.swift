import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing
import X509

/// Key and passphrase files: who may read them, and keys that are encrypted.
@Suite struct KeyFileTests {
    let pki: TestPKI
    let directory: TemporaryDirectory
    let leaf: TestLeaf
    let files: CredentialFiles
    static let passphrase = "correct horse battery staple"

    init() throws {
        pki = try TestPKI()
        directory = try TemporaryDirectory()
        leaf = try pki.issue(sans: [.dns("am-1.test")])
        files = try leaf.write(to: directory, name: "am-1")
    }

    private func passphrase(_ text: String = passphrase, mode: UInt32 = 0o600) throws -> String {
        try directory.write(text, to: "passphrase", mode: mode)
    }

    @Test(arguments: [(0o644, "read"), (0o602, "changed"), (0o646, "read and changed"), (0o604, "read")])
    func aKeyThatEverybodyMayReadOrChangeIsAnErrorUnlessThatIsAllowed(_ example: (UInt32, String)) async throws {
        try directory.write(try leaf.keyPEM, to: "am-1.key", mode: example.0)
        let what = "may be \(example.1) by every user"
        let mode = "its mode is \(String(example.0, radix: 8))"
        await LoadedFiles(files, at: pki).expect(
            .error, .key, what, mode, "chmod 600 \(files.key)", "tls.allow_world_readable_key: true",
            "Kubernetes Secret volume")
        await LoadedFiles(files.with(allowsWorldReadableKey: true), at: pki)
            .expect(.warning, .key, what, mode, "chmod 600 \(files.key)")
    }

    @Test(arguments: [UInt32(0o600), 0o400, 0o640, 0o660, 0o601])
    func aKeyThatAGroupMayReadIsFine(_ mode: UInt32) async throws {
        try directory.write(try leaf.keyPEM, to: "am-1.key", mode: mode)
        #expect(await LoadedFiles(files, at: pki).problems.isEmpty)
    }

    @Test func aPassphraseForAKeyThatIsNotEncryptedIsAnError() async throws {
        await LoadedFiles(files.with(passphrase: try passphrase()), at: pki).expect(
            .error, .passphrase, "has nothing to decrypt", "is not encrypted", "openssl pkcs8 -topk8")
    }

    @Test func aKeyInTheOldEncryptedFormSaysHowToConvertIt() async throws {
        let old =
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
            + "-----END EC PRIVATE KEY-----\n"
        try directory.write(old, to: "am-1.key", mode: 0o600)
        await LoadedFiles(files.with(passphrase: try passphrase()), at: pki).expect(
            .error, .key, "Proc-Type: 4,ENCRYPTED", "openssl pkcs8 -topk8 -v2 aes-256-cbc -in \(files.key)")
    }
}

@Suite(.enabled(if: OpenSSL.isInstalled)) struct EncryptedKeyFileTests {
    let pki: TestPKI
    let directory: TemporaryDirectory
    static let passphrase = "correct horse battery staple"

    init() throws {
        pki = try TestPKI()
        directory = try TemporaryDirectory()
    }

    /// A node's files with its key encrypted by `openssl pkcs8 -topk8`.
    private func files(
        key kind: TestKeyKind = .p256, _ options: [String], passphrase: String? = passphrase
    ) throws -> (leaf: TestLeaf, files: CredentialFiles) {
        let leaf = try pki.issue(sans: [.dns("am-1.test")], key: kind)
        let files = try leaf.write(to: directory, name: "am-1")
        let secret = try directory.write(Self.passphrase, to: "right", mode: 0o600)
        let encrypted = directory["encrypted.key"]
        try OpenSSL.run(
            ["pkcs8", "-topk8", "-in", files.key, "-out", encrypted, "-passout", "file:\(secret)"] + options)
        let path = try passphrase.map { try directory.write($0, to: "passphrase", mode: 0o600) }
        return (leaf, files.with(key: encrypted, passphrase: path))
    }

    @Test(arguments: [
        ["-v2", "aes-256-cbc"], ["-v2", "aes-128-cbc"], ["-v2", "aes-192-cbc"],
        ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"], ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA256"],
        ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512", "-iter", "100000"], ["-scrypt"],
        ["-scrypt", "-scrypt_N", "1024", "-scrypt_r", "8", "-scrypt_p", "16"],
    ])
    func aKeyThatOpensslEncryptedIsDecrypted(_ options: [String]) async throws {
        let (leaf, files) = try files(options)
        let loaded = await LoadedFiles(files, at: pki)
        #expect(loaded.problems.isEmpty, "\(loaded.problems)")
        #expect(loaded.credentials.map { String(decoding: $0.privateKeyPEM, as: UTF8.self) } == (try leaf.keyPEM))
    }

    @Test(arguments: [TestKeyKind.p384, .p521, .ed25519, .rsa(2048)])
    func everyKindOfKeyMayBeEncrypted(_ kind: TestKeyKind) async throws {
        #expect(await LoadedFiles(try files(key: kind, ["-v2", "aes-256-cbc"]).files, at: pki).problems.isEmpty)
    }

    @Test(arguments: ["\n", "\r\n", "\nsecond line\n"])
    func onlyTheFirstLineOfThePassphraseFileCounts(_ rest: String) async throws {
        let (_, files) = try files(["-v2", "aes-256-cbc"], passphrase: Self.passphrase + rest)
        #expect(await LoadedFiles(files, at: pki).problems.isEmpty)
    }

    @Test(arguments: [["-v2", "aes-256-cbc"], ["-scrypt"]])
    func aWrongPassphraseIsSaidAndNotShown(_ options: [String]) async throws {
        // The padding is right one time in 256, and then it is no key.
        for attempt in 0..<8 {
            let (_, files) = try files(options, passphrase: "hunter\(attempt)")
            let loaded = await LoadedFiles(files, at: pki)
            loaded.expect(
                .error, .passphrase, "does not decrypt the key in \(files.key)", "the passphrase is another one",
                "openssl pkey -in \(files.key) -passin file:\(directory["passphrase"]) -noout")
            #expect(!loaded.problems.description.contains("hunter"))
        }
    }

    @Test func aSpaceAtTheEndBelongsToThePassphrase() async throws {
        let (_, files) = try files(["-v2", "aes-256-cbc"], passphrase: Self.passphrase + " \n")
        await LoadedFiles(files, at: pki).expect(.error, .passphrase, "does not decrypt")
    }

    @Test func withoutAPassphraseFileItIsSaidWhereItGoes() async throws {
        let (_, files) = try files(["-v2", "aes-256-cbc"], passphrase: nil)
        await LoadedFiles(files, at: pki).expect(
            .error, .key, "is encrypted", "no tls.key_passphrase_file", "openssl pkey -in \(files.key)")
    }

    @Test func aPassphraseFileOfNoUseIsSaidOnce() async throws {
        let (_, files) = try files(["-v2", "aes-256-cbc"])
        await LoadedFiles(files.with(passphrase: directory["nothing"]), at: pki)
            .expect(.error, .passphrase, "there is no such file")
        try directory.write("", to: "passphrase", mode: 0o600)
        await LoadedFiles(files, at: pki).expect(.error, .passphrase, "is empty", "put the passphrase")
        try directory.write("\n\(Self.passphrase)\n", to: "passphrase", mode: 0o600)
        await LoadedFiles(files, at: pki).expect(.error, .passphrase, "begins with an empty line")
        try directory.write(String(repeating: "x", count: 1_025), to: "passphrase", mode: 0o600)
        await LoadedFiles(files, at: pki).expect(.error, .passphrase, "too long", "1 to 1024 bytes")
        try directory.write(String(repeating: "x", count: 65_537), to: "passphrase", mode: 0o600)
        await LoadedFiles(files, at: pki).expect(.error, .passphrase, "larger than 64 KiB")
    }

    @Test func aPassphraseThatEverybodyMayReadIsAnErrorUnlessThatIsAllowed() async throws {
        let (_, files) = try files(["-v2", "aes-256-cbc"])
        try directory.write(Self.passphrase, to: "passphrase", mode: 0o644)
        await LoadedFiles(files, at: pki).expect(
            .error, .passphrase, "read by every user", "chmod 600 \(directory["passphrase"])",
            "tls.allow_world_readable_key: true")
        await LoadedFiles(
            files.with(passphrase: directory["passphrase"], allowsWorldReadableKey: true), at: pki
        ).expect(.warning, .passphrase, "read by every user")
    }

    @Test(arguments: [
        (["-v2", "des3"], "a cipher other than AES-CBC"),
        (["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA224"], "SHA-2"),
        (["-v1", "PBE-SHA1-3DES"], "encryption other than PBES2"),
        (["-v2", "aes-256-cbc", "-iter", "10000001"], "more than 10000000 iterations"),
        (["-scrypt", "-scrypt_N", "131072", "-scrypt_r", "8", "-scrypt_p", "4"], "more than 256 MiB"),
    ])
    func whatIsNotDecryptedIsSaid(_ example: ([String], String)) async throws {
        let encrypted: CredentialFiles
        do {
            encrypted = try files(example.0).files
        } catch is OpenSSL.Failure {
            // An OpenSSL without that algorithm, or unwilling to spend so much, has nothing to show.
            return
        }
        await LoadedFiles(encrypted, at: pki).expect(
            .error, .key, "the encrypted key in \(encrypted.key) cannot be used", example.1, "encrypt it again")
    }
}
