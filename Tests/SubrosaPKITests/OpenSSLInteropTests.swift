import Foundation
import SubrosaCore
import SubrosaIdentity
import SubrosaPKI
import SubrosaTestKit
import Testing

/// OpenSSL believes what we issue, and we load what it issues.
@Suite(.enabled(if: OpenSSL.isInstalled)) struct OpenSSLInteropTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(arguments: ["sslclient", "sslserver"])
    func opensslVerifiesWhatIsIssued(_ purpose: String) throws {
        let now = Date()
        try Authority.create(directory: directory.path, name: "Subrosa CA", days: 10, now: now)
        let names = [try AlternativeName(dns: "am-1.test"), try AlternativeName(ip: "2001:db8::1")]
        try Authority(directory: directory.path, now: now)
            .issue(name: "am-1", names: names, days: 5, replacing: false, now: now)
        let pem = directory["am-1.pem"]
        #expect(
            try OpenSSL.run(
                "verify", "-x509_strict", "-purpose", purpose, "-verify_hostname", "am-1.test", "-CAfile",
                directory["ca.pem"],
                pem
            ).hasSuffix("am-1.pem: OK\n"))
        let text = try OpenSSL.run("x509", "-in", pem, "-noout", "-text")
        #expect(text.contains("DNS:am-1.test, IP Address:2001:DB8:0:0:0:0:0:1"))
        #expect(text.contains("Public Key Algorithm: id-ecPublicKey"))
        #expect(try OpenSSL.run("pkey", "-in", directory["am-1.key"], "-noout", "-check").contains("Key is valid"))
    }

    @Test func theFingerprintIsWhatOpensslMakesOfThePublicKey() throws {
        let key = try TestPKI().issue().write(to: directory, name: "x").key
        try OpenSSL.run("pkey", "-in", key, "-pubout", "-outform", "der", "-out", directory["x.der"])
        let digest = try OpenSSL.run("dgst", "-sha256", "-r", directory["x.der"]).prefix(64)
        #expect(try Inspection.report(path: key, now: Date()).contains("  key sha256:  \(digest)\n"))
    }

    @Test func opensslFindsInTheListWhatWasRevoked() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        try pki.revoke("am-1", reason: .keyCompromise)
        func verify(_ name: String) throws -> String {
            try OpenSSL.run(
                "verify", "-x509_strict", "-crl_check", "-CAfile", pki.files.certificate, "-CRLfile",
                pki.files.revocationLists, pki.directory[name])
        }
        let failure = #expect(throws: OpenSSL.Failure.self) { try verify("am-1.pem") }
        #expect(failure?.output.contains("certificate revoked") == true)
        #expect(try verify("am-2.pem").hasSuffix("OK\n"))
        let text = try OpenSSL.run("crl", "-in", pki.files.revocationLists, "-noout", "-text")
        #expect(text.contains("Issuer: CN = Test CA"))
        #expect(text.lowercased().contains("serial number: \(try pki.serial("am-1.pem"))"))
        #expect(text.contains("Key Compromise"))
        #expect(text.contains("X509v3 CRL Number"))
    }

    @Test func opensslFollowsAReplacementOfTheCA() throws {
        let pki = try AuthorityFixture("am-1", "am-2")
        try pki.revoke("am-2")
        _ = try pki.rotation.add(name: nil, days: 100, listDays: 30, now: pki.now)
        _ = try pki.rotation.switchOver()
        try pki.renew("am-1")
        let both = ["-crl_check", "-CAfile", pki.files.certificate, "-CRLfile", pki.files.revocationLists]
        #expect(try OpenSSL.run(["verify"] + both + [pki.directory["am-1.pem"]]).hasSuffix("OK\n"))
        #expect(try OpenSSL.run(["verify"] + both + [pki.directory["am-1.pem.old"]]).hasSuffix("OK\n"))
        #expect(throws: OpenSSL.Failure.self) { try OpenSSL.run(["verify"] + both + [pki.directory["am-2.pem"]]) }
        _ = try pki.rotation.drop(force: false, listDays: 30, now: pki.now)
        #expect(try OpenSSL.run(["verify"] + both + [pki.directory["am-1.pem"]]).hasSuffix("OK\n"))
        #expect(throws: OpenSSL.Failure.self) {
            try OpenSSL.run(["verify"] + both + [pki.directory["am-1.pem.old"]])
        }
        let text = try OpenSSL.run(
            "x509", "-in", pki.directory["am-1.pem"], "-noout", "-issuer", "-ext", "subjectAltName")
        #expect(text.contains("issuer=CN = Test CA 2"))
        #expect(text.contains("DNS:am-1"))
    }

    struct KeyCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Arguments that make a key at the path put in place of `OUT`.
        let make: [String]
    }

    static let keyCases = [
        KeyCase(
            testDescription: "EC P-256, PKCS#8",
            make: ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "OUT"]),
        KeyCase(
            testDescription: "EC P-384, PKCS#8",
            make: ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "OUT"]),
        KeyCase(
            testDescription: "EC P-256, SEC1 after its parameters",
            make: ["ecparam", "-name", "prime256v1", "-genkey", "-out", "OUT"]),
        KeyCase(
            testDescription: "EC P-521, SEC1",
            make: ["ecparam", "-name", "secp521r1", "-genkey", "-noout", "-out", "OUT"]),
        KeyCase(
            testDescription: "RSA 2048, PKCS#8",
            make: ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "OUT"]),
        KeyCase(testDescription: "RSA 2048, PKCS#1", make: ["genrsa", "-traditional", "-out", "OUT", "2048"]),
        KeyCase(testDescription: "Ed25519", make: ["genpkey", "-algorithm", "ED25519", "-out", "OUT"]),
    ]

    @Test(arguments: keyCases)
    func whatOpensslIssuesIsLoaded(_ example: KeyCase) async throws {
        let key = directory["am-1.key"]
        try OpenSSL.run(example.make.map { $0 == "OUT" ? key : $0 })
        try makeAuthority()
        try OpenSSL.run("req", "-new", "-key", key, "-subj", "/O=Example/CN=am-1", "-out", directory["am-1.csr"])
        let extensions = try directory.write(
            "subjectAltName=DNS:am-1.test,IP:10.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=CA:FALSE\n",
            to: "ext.cnf")
        try OpenSSL.run(
            "x509", "-req", "-in", directory["am-1.csr"], "-CA", directory["ca.pem"], "-CAkey", directory["ca.key"],
            "-CAcreateserial", "-days", "30", "-extfile", extensions, "-text", "-out", directory["am-1.pem"])
        let files = CredentialFiles(certificate: directory["am-1.pem"], key: key, authority: directory["ca.pem"])
        let credentials = try await Credentials.load(
            files: files, identities: [.dns("am-1.test")], rules: TrustRules(), now: Date())
        #expect(credentials.warnings.isEmpty, "\(credentials.warnings)")
        #expect(try Inspection.report(path: key, now: Date()).contains("key sha256"))
    }

    struct EncryptionCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Arguments for `openssl`, up to those that all cases share.
        let command: [String]
        /// Part of why it cannot be used without a passphrase.
        let words: String
    }

    static let encryptionCases = [
        EncryptionCase(
            testDescription: "encrypted with AES-256-CBC, the key from a passphrase by PBKDF2; its kind cannot be told",
            command: ["pkcs8", "-topk8", "-v2", "aes256"], words: "no tls.key_passphrase_file"),
        EncryptionCase(
            testDescription: "encrypted with AES-128-CBC, the key from a passphrase by scrypt; its kind cannot be told",
            command: ["pkcs8", "-topk8", "-v2", "aes128", "-scrypt"], words: "no tls.key_passphrase_file"),
        EncryptionCase(
            testDescription: "encrypted in OpenSSL's traditional form; its kind is RSA",
            command: ["rsa", "-aes256", "-traditional"], words: "Proc-Type: 4"),
    ]

    @Test(arguments: encryptionCases)
    func anEncryptedKeyIsSaidToBeOne(_ example: EncryptionCase) async throws {
        try makeAuthority()
        try OpenSSL.run(
            example.command + ["-in", directory["ca.key"], "-passout", "pass:secret", "-out", directory["e.key"]])
        let files = CredentialFiles(
            certificate: directory["ca.pem"], key: directory["e.key"], authority: directory["ca.pem"])
        let problems = await #expect(throws: CredentialProblems.self) {
            try await Credentials.load(files: files, identities: nil, rules: TrustRules(), now: Date())
        }
        #expect(
            problems?.problems.contains { $0.field == .key && $0.why.contains(example.words) } == true
        )
        #expect(try Inspection.report(path: directory["e.key"], now: Date()).contains(example.testDescription))
    }

    private func makeAuthority() throws {
        try OpenSSL.run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", directory["ca.key"], "-out",
            directory["ca.pem"],
            "-days", "30", "-subj", "/O=Example/CN=CA")
    }
}
