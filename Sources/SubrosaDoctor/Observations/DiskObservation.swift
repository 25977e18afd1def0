import SubrosaLocal

/// A file system to which something here has to write.
package struct DiskObservation: Hashable, Sendable {
    /// What is written there, e.g. `the log of subrosa (pid 100)`.
    package let what: String
    package let space: FreeSpace

    package init(what: String, space: FreeSpace) {
        self.what = what
        self.space = space
    }
}
