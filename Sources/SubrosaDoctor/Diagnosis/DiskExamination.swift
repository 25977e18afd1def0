import SubrosaLocal

/// The file systems to which something here has to write.
struct DiskExamination {
    /// With less than this in bytes a file system is full: a few pages are left over on most that are.
    private static let little: UInt64 = 65_536

    private(set) var notes = Notebook()

    init(_ seen: Observations) {
        let full = seen.disks.filter { $0.space.bytes < Self.little || $0.space.files == 0 }
        var fileSystems: [UInt64] = []
        for disk in full where !fileSystems.contains(disk.space.fileSystem) {
            fileSystems.append(disk.space.fileSystem)
            let all = full.filter { $0.space.fileSystem == disk.space.fileSystem }.map(\.what)
            let rest = disk.space.files == 0 ? "no more files can be made" : "\(disk.space.bytes) bytes are left"
            notes.wrong(
                .disks,
                Finding(
                    .own(.diskFull), .node, seen: "\(rest) for \(all.joined(separator: ", "))",
                    remedy: DoctorCode.diskFull.remedy))
        }
        guard full.isEmpty else { return }
        if seen.disks.isEmpty {
            notes.skipped(.node, .disks, "it cannot be seen where the logs go")
        } else {
            notes.ok(.node, .disks, "room for \(seen.disks.map(\.what).joined(separator: ", "))")
        }
    }
}
