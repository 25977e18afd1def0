/// What the system grants.
package struct SystemObservation: Hashable, Sendable {
    /// Files that Subrosa may open: the running one, or else one that would be started as this command was; nil if not
    /// known.
    package var fileLimit: UInt64?
    /// net.core.rmem_max in bytes; nil where the kernel does not say.
    package var receiveBuffer: UInt64?

    package init(fileLimit: UInt64?, receiveBuffer: UInt64?) {
        self.fileLimit = fileLimit
        self.receiveBuffer = receiveBuffer
    }
}
