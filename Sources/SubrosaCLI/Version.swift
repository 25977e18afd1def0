/// What this program is.
enum Version {
    /// Semantic version; CHANGELOG.md has an entry for each.
    static let number = "0.1.0"
    static let line = "subrosa, version \(number) (protocol subrosa/1)"
}
