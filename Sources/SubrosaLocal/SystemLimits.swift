/// What the system grants to programs.
package enum SystemLimits {
    /// The most files that a process may open, from its `limits`; nil if that cannot be read.
    package static func fileLimit(of pid: Int) -> UInt64? {
        guard let text = ProcFile.text("/proc/\(pid)/limits") else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        guard let soft = line?.split(separator: " ").dropFirst(3).first else { return nil }
        return soft == "unlimited" ? .max : UInt64(soft)
    }

    /// net.core.rmem_max, in bytes: the largest receive buffer that a program may have; nil where the kernel does not say.
    package static func largestReceiveBuffer() -> UInt64? {
        ProcFile.text("/proc/sys/net/core/rmem_max").flatMap { UInt64($0.prefix { $0 != "\n" }) }
    }
}
