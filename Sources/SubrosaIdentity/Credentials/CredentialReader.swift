import X509

/// Reads the files of ``CredentialFiles`` one by one and gathers what is wrong with each.
struct CredentialReader {
    let files: CredentialFiles
    private(set) var problems: [CredentialProblem] = []

    init(files: CredentialFiles) { self.files = files }

    mutating func problem(
        _ severity: CredentialProblem.Severity, _ field: CredentialProblem.Field, what: String, why: String,
        remedy: String
    ) {
        problems.append(CredentialProblem(severity, field, what: what, why: why, remedy: remedy))
    }

    mutating func add(_ more: [CredentialProblem]) { problems += more }

    /// - Parameter holds: What the file should have, for the remedy if it is empty.
    /// - Returns: At least one byte; nil if it cannot be read.
    mutating func bytes(
        _ field: CredentialProblem.Field, path: String, limit: Int = BoundedFile.maximumByteCount, holds: String
    ) -> [UInt8]? {
        let file: BoundedFile
        do {
            file = try BoundedFile(path: path, maximumByteCount: limit)
        } catch {
            problem(.error, field, what: "\(path) cannot be read", why: error.why, remedy: error.remedy)
            return nil
        }
        if field == .key || field == .passphrase { checkMode(file.mode, field, path: path) }
        guard !file.bytes.isEmpty else {
            problem(.error, field, what: "\(path) is empty", why: "it has no bytes", remedy: "put \(holds) there")
            return nil
        }
        return file.bytes
    }

    /// A secret that every user of the machine may read is none; one that they may write is theirs. Groups are let
    /// alone: that is how a secret is given to a service that runs as another user.
    private mutating func checkMode(_ mode: UInt32, _ field: CredentialProblem.Field, path: String) {
        guard mode & 0o006 != 0 else { return }
        let verbs = [mode & 0o004 != 0 ? "read" : nil, mode & 0o002 != 0 ? "change" : nil].compactMap { $0 }
        let octal = String(mode, radix: 8)
        problem(
            files.allowsWorldReadableKey ? .warning : .error, field,
            what:
                "\(path) may be \(verbs == ["change"] ? "changed" : verbs.count == 2 ? "read and changed" : "read") by every user of this machine",
            why: "its mode is \(octal)",
            remedy: files.allowsWorldReadableKey
                ? "chmod 600 \(path), unless nobody else can reach it, as in a volume of this container alone"
                : "chmod 600 \(path), or set tls.allow_world_readable_key: true if nobody else can reach it, as in a Kubernetes Secret volume"
        )
    }

    /// - Returns: nil if the file cannot be read or is no PEM.
    mutating func blocks(_ field: CredentialProblem.Field, path: String) -> [PEMBlock]? {
        guard let bytes = bytes(field, path: path, holds: "the PEM text") else { return nil }
        do {
            return try PEMText.blocks(in: bytes)
        } catch {
            problem(
                .error, field, what: "\(path) is not PEM", why: "line \(error.line): \(error.what)",
                remedy: "copy the file again, whole")
            return nil
        }
    }

    /// - Returns: At least one certificate, or nil.
    mutating func certificates(_ field: CredentialProblem.Field, path: String) -> [LoadedCertificate]? {
        guard let blocks = blocks(field, path: path) else { return nil }
        let found = blocks.filter(\.isCertificate)
        if found.isEmpty {
            let labels = blocks.prefix(3).map { UntrustedText.quoted($0.label, limit: 30) }.joined(separator: ", ")
            problem(
                .error, field, what: "\(path) has no certificate",
                why: blocks.isEmpty ? "there is no PEM block in it" : "it has \(labels)",
                remedy: "name a PEM file with -----BEGIN CERTIFICATE----- (from DER: openssl x509 -inform der)")
            return nil
        }
        if field == .authority, blocks.contains(where: \.isPrivateKey) {
            problem(
                .warning, field, what: "\(path) has a private key in it",
                why: "whoever reads the CA's key can issue certificates for every node",
                remedy: "take the key out; nodes need the CA's certificate only")
        }
        var certificates: [LoadedCertificate] = []
        for block in found {
            do {
                certificates.append(
                    LoadedCertificate(certificate: try Certificate(derEncoded: block.der), der: block.der))
            } catch {
                problem(
                    .error, field, what: "the certificate at line \(block.line) of \(path) cannot be used",
                    why: ParseFailure.explanation(of: error), remedy: "issue it again")
            }
        }
        return certificates.count == found.count ? certificates : nil
    }
}
