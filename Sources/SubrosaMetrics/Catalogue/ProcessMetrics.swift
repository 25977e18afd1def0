import SubrosaCore

extension MetricCatalogue {
    /// Under the names that every Prometheus client library gives them.
    static let processMetrics = [
        Metric("process_start_time_seconds", .gauge, "When this node started.") { .time($0.status.startTime) },
        Metric("process_cpu_seconds_total", .counter, "CPU time used by this process.") {
            $0.process.cpuSeconds.map { .seconds($0) } ?? .unknown
        },
        Metric("process_resident_memory_bytes", .gauge, "Memory of this process that is resident.") {
            count($0.process.residentBytes)
        },
        Metric("process_open_fds", .gauge, "File descriptors that this process has open.") {
            count($0.process.openDescriptors)
        },
        Metric("process_max_fds", .gauge, "File descriptors that this process may have open.") {
            count($0.process.maximumDescriptors)
        },
    ]

    private static func count(_ figure: UInt64?) -> MetricValue { figure.map { .count($0) } ?? .unknown }
}
