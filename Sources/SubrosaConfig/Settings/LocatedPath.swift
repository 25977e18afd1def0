/// A path and the place that names it, so that a later check of the file can say where to mend it.
package struct LocatedPath: Hashable, Sendable {
    /// Ready to open: absolute, or relative to the working directory just as the configuration file's own path was.
    package let path: String
    /// As the file has it.
    package let written: String
    package let mark: Mark
}
