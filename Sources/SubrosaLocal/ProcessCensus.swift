/// The programs of this machine, as far as /proc shows them.
package enum ProcessCensus {
    /// Those in this process's network namespace whose program's file name has `part` in it, by process number. Programs
    /// of other users are missing without privileges.
    package static func processes(named part: String) -> [SocketHolder] {
        guard let here = ProcFile.link("/proc/self/ns/net") else { return [] }
        return ProcFile.directory("/proc").compactMap { entry in
            guard let pid = Int(entry), ProcFile.link("/proc/\(entry)/ns/net") == here,
                let name = SocketHolder.name(ofProcess: entry), name.contains(part)
            else { return nil }
            return SocketHolder(process: name, pid: pid)
        }
        .sorted { $0.pid < $1.pid }
    }

    /// Where a process writes what it says on standard error, as a path that can be looked at from here; nil unless that
    /// is a file.
    package static func errorFile(of pid: Int) -> String? {
        let path = "/proc/\(pid)/fd/2"
        guard let file = ProcFile.link(path), file.hasPrefix("/"), !file.hasPrefix("/dev/") else { return nil }
        return path
    }

    /// A path as a process sees it, as one that can be looked at from here.
    package static func path(_ path: String, of pid: Int) -> String {
        path.hasPrefix("/") ? "/proc/\(pid)/root\(path)" : "/proc/\(pid)/cwd/\(path)"
    }

    /// The program and its arguments; nil if it is not there any more, or may not be looked at.
    package static func commandLine(of pid: Int) -> [String]? {
        guard let text = ProcFile.text("/proc/\(pid)/cmdline"), !text.isEmpty else { return nil }
        return text.split(separator: "\0", omittingEmptySubsequences: false).map(String.init).dropLastEmpty
    }
}

extension [String] {
    /// Without the empty string behind the last NUL.
    fileprivate var dropLastEmpty: [String] { last == "" ? Array(dropLast()) : self }
}
