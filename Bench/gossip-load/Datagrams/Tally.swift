/// What a sink knows of one sender; travels back in an acknowledgement, 32 bytes after a `Header`.
struct Tally {
    static let size = 32

    var received = 0
    /// A sequence number below one already seen.
    var late = 0
    /// A sequence number seen before, among the last `Account.memory`.
    var repeated = 0
    /// Failed the header's check. Counted for the whole sink: an altered datagram does not say who sent it.
    var altered = 0

    init() {}

    init?(in datagram: UnsafeRawBufferPointer) {
        guard datagram.count == Header.size + Self.size else { return nil }
        func field(_ index: Int) -> Int {
            Int(truncatingIfNeeded: datagram.loadUnaligned(fromByteOffset: Header.size + 8 * index, as: Int64.self))
        }
        (received, late, repeated, altered) = (field(0), field(1), field(2), field(3))
    }

    func write(to datagram: UnsafeMutableRawBufferPointer) {
        for (index, value) in [received, late, repeated, altered].enumerated() {
            datagram.storeBytes(of: Int64(value), toByteOffset: Header.size + 8 * index, as: Int64.self)
        }
    }

    func add(to report: inout JSONLine) {
        report.add("received", received)
        report.add("late", late)
        report.add("repeated", repeated)
    }
}
