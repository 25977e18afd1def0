/// One thing wrong with a node's certificate, key or CA file, in words for its operator.
package struct CredentialProblem: Hashable, Sendable, CustomStringConvertible {
    /// Which setting to look at; the raw value is its name under `tls:`.
    package enum Field: String, Hashable, Sendable {
        case certificate = "cert_file"
        case key = "key_file"
        case authority = "ca_file"
        case revocations = "crl_file"
        case passphrase = "key_passphrase_file"
        case deny
    }

    package enum Severity: Hashable, Sendable {
        /// The node cannot work with these files.
        case error
        /// It can, but its operator should know.
        case warning
    }

    package let field: Field
    package let severity: Severity
    /// What is wrong, naming the file.
    package let what: String
    package let why: String
    package let remedy: String

    package init(_ severity: Severity, _ field: Field, what: String, why: String, remedy: String) {
        self.severity = severity
        self.field = field
        self.what = what
        self.why = why
        self.remedy = remedy
    }

    package var description: String { "tls.\(field.rawValue): \(what): \(why); \(remedy)" }
}

/// All that is wrong: at least one error, and the warnings found on the way.
package struct CredentialProblems: Error, Hashable, Sendable {
    package let problems: [CredentialProblem]

    package init(_ problems: [CredentialProblem]) { self.problems = problems }
}
