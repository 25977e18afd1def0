import SubrosaIdentity

/// A PEM file on disk, with failures in an operator's words.
enum PEMFile {
    /// The most bytes of a file that may hold lists of revoked certificates.
    static let maximumListByteCount = CertificateList.maximumByteCount

    /// - Returns: The blocks; none if there is no PEM in the file.
    static func blocks(
        at path: String, maximumByteCount: Int = BoundedFile.maximumByteCount
    ) throws(PKIFailure) -> [PEMBlock] {
        let file: BoundedFile
        do {
            file = try BoundedFile(path: path, maximumByteCount: maximumByteCount)
        } catch {
            throw PKIFailure("\(path) cannot be read: \(error.why); \(error.remedy)")
        }
        do {
            return try PEMText.blocks(in: file.bytes)
        } catch {
            throw PKIFailure("\(path) is not PEM: line \(error.line): \(error.what); copy the file again, whole")
        }
    }
}
