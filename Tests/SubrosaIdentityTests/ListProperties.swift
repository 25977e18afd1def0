import SubrosaIdentity

/// What has to hold of a file of lists of revoked certificates whatever its bytes are. For tests and
/// `scripts/fuzz.sh`.
enum ListProperties {
    /// - Returns: The promise that was broken.
    static func broken(by bytes: [UInt8]) -> String? {
        do throws(CertificateListFile.Failure) {
            let lists = try CertificateListFile(bytes: bytes).lists
            guard (1...CertificateListFile.maximumListCount).contains(lists.count) else {
                return "\(lists.count) lists"
            }
            return lists.lazy.compactMap { broken(by: $0.list) }.first
        } catch {
            guard case .flawed(_, let flaw) = error else { return nil }
            let words = flaw.explanation + flaw.remedy
            return words.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? nil : "a flaw is not one line: \(words)"
        }
    }

    private static func broken(by list: CertificateList) -> String? {
        let revoked = list.revoked
        guard revoked.count <= list.revokedCount else { return "\(revoked.count) of \(list.revokedCount) entries" }
        for entry in revoked where list.entry(for: entry.serial) != entry {
            return "the entry \(entry) is not found"
        }
        guard let again = try? CertificateList(der: list.der), again == list, again.revoked == revoked else {
            return "a list is another one when it is read again"
        }
        return list.isNewer(than: again) ? "a list is newer than itself" : nil
    }
}
