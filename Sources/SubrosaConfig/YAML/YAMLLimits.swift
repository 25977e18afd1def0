/// What a file may cost. A cluster of a thousand nodes stays far below each of these.
package enum YAMLLimits {
    /// Bytes in a file.
    package static let fileBytes = 1 << 20
    /// Lists and mappings inside one another.
    package static let depth = 16
    /// Parser events: about one for each value and key, two for each list and mapping.
    package static let events = 100_000
    /// Bytes of one key or value: Linux has no longer path (PATH_MAX).
    package static let scalarBytes = 4_096
}
