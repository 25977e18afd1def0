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

    @Test(arguments: [(["-aes256"], "no tls.key_passphrase_file"), (["-aes256", "-traditional"], "Proc-Type: 4")])
    func anEncryptedKeyIsSaidToBeOne(_ example: ([String], String)) async throws {
        let (how, words) = example
        try makeAuthority()
        try OpenSSL.run(
            ["rsa", "-in", directory["ca.key"], "-passout", "pass:secret", "-out", directory["e.key"]] + how)
        let files = CredentialFiles(
            certificate: directory["ca.pem"], key: directory["e.key"], authority: directory["ca.pem"])
        let problems = await #expect(throws: CredentialProblems.self) {
            try await Credentials.load(files: files, identities: nil, rules: TrustRules(), now: Date())
        }
        #expect(problems?.problems.contains { $0.field == .key && $0.why.contains(words) } == true)
        #expect(try Inspection.report(path: directory["e.key"], now: Date()).contains("encrypted"))
    }

    private func makeAuthority() throws {
        try OpenSSL.run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", directory["ca.key"], "-out",
            directory["ca.pem"],
            "-days", "30", "-subj", "/O=Example/CN=CA")
    }
}
