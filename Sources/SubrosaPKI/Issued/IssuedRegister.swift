import SubrosaIdentity

/// `issued.txt`: every certificate that a CA has issued, so that it can be revoked when nobody has its file any more.
///
/// A line is on disk before the certificate is: one too many harms nobody, one too few could not be revoked. Lines are
/// only ever added.
package struct IssuedRegister: Hashable, Sendable {
    /// The most that is read, in bytes; about 250,000 certificates.
    static let maximumByteCount = 64 * 1024 * 1024

    package let entries: [IssuedCertificate]

    static let heading =
        "# Every certificate that this CA has issued: serial number, end, node, SHA-256 of its key, SHA-256 of the CA's key.\n"
        + "# subrosa pki crl looks here for what is to be revoked. Lines are only ever added.\n"

    /// - Returns: nil if there is no such file: the CA is older than the register, or has issued nothing.
    /// - Throws: If it cannot be read, or a line of it cannot be understood.
    package init?(files: AuthorityFiles) throws(PKIFailure) {
        let path = files.register
        let file: BoundedFile
        do {
            file = try BoundedFile(path: path, maximumByteCount: Self.maximumByteCount)
        } catch .missing {
            return nil
        } catch .tooLarge {
            throw PKIFailure(
                "\(path) cannot be read: it is larger than \(Self.maximumByteCount / 1024 / 1024) MiB; take out lines of expired certificates"
            )
        } catch {
            throw PKIFailure("\(path) cannot be read: \(error.why); \(error.remedy)")
        }
        // What stands after the last line end was being written when the machine stopped; its certificate never was.
        let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        var entries: [IssuedCertificate] = []
        for (index, bytes) in lines.enumerated() where !bytes.isEmpty && bytes.first != UInt8(ascii: "#") {
            guard let entry = IssuedCertificate(line: String(decoding: bytes, as: UTF8.self)) else {
                throw PKIFailure(
                    "\(path) is damaged: line \(index + 1) is not a serial number, a date, a node and two fingerprints;"
                        + " put the file back from a backup, or take the line out (its certificate can then be revoked by its file alone)"
                )
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    /// Adds lines, and begins the file with what `known` returns if there is none.
    static func append(
        _ entry: IssuedCertificate, files: AuthorityFiles, known: () throws(PKIFailure) -> [IssuedCertificate]
    ) throws(PKIFailure) {
        guard NewFile.exists(files.register) else {
            let lines = (try known() + [entry]).map { $0.line + "\n" }.joined()
            return try NewFile.save(heading + lines, to: files.register, mode: 0o644)
        }
        try AppendedFile.append(entry.line + "\n", to: files.register)
    }
}
