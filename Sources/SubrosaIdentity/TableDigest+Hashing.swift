import Crypto
import SubrosaCore

extension TableDigest {
    /// SHA-256 of the UTF-8 bytes of ``NodeTable/canonicalText``.
    package init(of table: NodeTable) {
        guard let digest = TableDigest(bytes: Array(SHA256.hash(data: Array(table.canonicalText.utf8)))) else {
            preconditionFailure("SHA-256 gives 32 bytes")
        }
        self = digest
    }
}
