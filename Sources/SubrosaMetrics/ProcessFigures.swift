/// What the kernel says of this process. A figure that it did not give is nil.
package struct ProcessFigures: Hashable, Sendable {
    package var residentBytes: UInt64?
    package var openDescriptors: UInt64?
    package var maximumDescriptors: UInt64?
    /// User and system time in seconds.
    package var cpuSeconds: Double?

    package init(
        residentBytes: UInt64? = nil, openDescriptors: UInt64? = nil, maximumDescriptors: UInt64? = nil,
        cpuSeconds: Double? = nil
    ) {
        self.residentBytes = residentBytes
        self.openDescriptors = openDescriptors
        self.maximumDescriptors = maximumDescriptors
        self.cpuSeconds = cpuSeconds
    }
}
