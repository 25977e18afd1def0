/// A `--cluster.*` flag of a command that would take its gossip past Subrosa.
package struct ClusterFlagConflict: Error, Hashable, Sendable, CustomStringConvertible {
    /// As it was written, e.g. `--cluster.peer=192.0.2.1:9094`.
    package let flag: String
    package let why: String
    package let remedy: String

    /// One line: what, why, and what to do.
    package var description: String { "\(QuotedText.quote(flag)) of the command: \(why); \(remedy)" }
}
