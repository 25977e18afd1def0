#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Puts a key and its certificate in place.
///
/// No system call replaces two files at once. Both are on disk under other names first, so that what remains are two
/// renames: a reader that looks just between them sees two files that do not fit. A running Subrosa waits for files
/// that do; a crash just there leaves a pair that the next renewal mends.
enum PairedFiles {
    /// - Parameter replacing: Whether files of these names may be replaced. If the certificate then cannot be put in
    ///   place, the key is the old one again.
    static func save(
        key: String, at keyPath: String, certificate: String, at certificatePath: String, replacing: Bool
    ) throws(PKIFailure) {
        let stagedKey = try StagedFile(key, for: keyPath, mode: 0o600, succeeding: replacing)
        let stagedCertificate: StagedFile
        do throws(PKIFailure) {
            stagedCertificate = try StagedFile(certificate, for: certificatePath, mode: 0o644, succeeding: replacing)
        } catch {
            stagedKey.discard()
            throw error
        }
        // A second name for the old key, to take it back.
        let former = StagedFile.temporaryName(beside: keyPath)
        let hasFormer = replacing && link(keyPath, former) == 0
        defer { if hasFormer { unlink(former) } }
        do throws(PKIFailure) {
            if replacing { try stagedKey.replace() } else { try stagedKey.create() }
        } catch {
            stagedCertificate.discard()
            throw error
        }
        do throws(PKIFailure) {
            if replacing { try stagedCertificate.replace() } else { try stagedCertificate.create() }
        } catch {
            // Whether that works makes no difference to the failure being reported.
            if hasFormer { rename(former, keyPath) } else { unlink(keyPath) }
            throw error
        }
        try NewFile.syncDirectory(of: certificatePath)
    }
}
