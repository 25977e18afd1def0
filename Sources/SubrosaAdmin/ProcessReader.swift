import SubrosaMetrics

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Asks the kernel about this process (getrusage(2), getrlimit(2), proc(5)).
enum ProcessReader {
    /// More descriptors than this are not counted one by one.
    private static let mostDescriptors = 100_000

    static func figures() -> ProcessFigures {
        ProcessFigures(
            residentBytes: residentBytes(), openDescriptors: openDescriptors(),
            maximumDescriptors: maximumDescriptors(), cpuSeconds: cpuSeconds())
    }

    /// The second number in /proc/self/statm, in pages.
    private static func residentBytes() -> UInt64? {
        let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        let fields = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = UInt64(fields[1]) else { return nil }
        return pages.multipliedReportingOverflow(by: UInt64(sysconf(CInt(_SC_PAGESIZE)))).partialValue
    }

    private static func openDescriptors() -> UInt64? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while count < mostDescriptors, readdir(directory) != nil { count += 1 }
        // `.`, `..` and the directory itself.
        return UInt64(max(0, count - 3))
    }

    private static func maximumDescriptors() -> UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return UInt64(limit.rlim_cur)
    }

    private static func cpuSeconds() -> Double? {
        var usage = rusage()
        guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
}
