import SubrosaCore
import SubrosaIdentity
import SubrosaTestKit
import Testing

/// Loads a node's files for a test: problems or warnings, whichever that ends in.
struct LoadedFiles {
    let problems: [CredentialProblem]
    let credentials: Credentials?

    init(
        _ files: CredentialFiles, identity: Identity = .dns("am-1.test"), rules: TrustRules = TrustRules(),
        at pki: TestPKI
    ) async {
        do throws(CredentialProblems) {
            let credentials = try await Credentials.load(
                files: files, identities: [identity], rules: rules, now: pki.now)
            self.credentials = credentials
            self.problems = credentials.warnings
        } catch {
            self.credentials = nil
            self.problems = error.problems
        }
    }

    /// There is this one problem, and it says these words.
    func expect(
        _ severity: CredentialProblem.Severity, _ field: CredentialProblem.Field, _ words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(problems.map(\.severity) == [severity], "\(problems)", sourceLocation: sourceLocation)
        #expect(problems.map(\.field) == [field], "\(problems)", sourceLocation: sourceLocation)
        for word in words {
            #expect(problems.first?.description.contains(word) == true, "\(problems)", sourceLocation: sourceLocation)
        }
        #expect((credentials == nil) == (severity == .error), sourceLocation: sourceLocation)
    }
}

extension CredentialFiles {
    /// The same files with others besides.
    func with(
        key: String? = nil, revocations: String? = nil, passphrase: String? = nil, allowsWorldReadableKey: Bool = false
    ) -> CredentialFiles {
        CredentialFiles(
            certificate: certificate, key: key ?? self.key, authority: authority, revocations: revocations,
            passphrase: passphrase, allowsWorldReadableKey: allowsWorldReadableKey)
    }
}
