/// `edge`
enum EdgeReader {
    /// Bytes in the path of a Unix-domain socket: `sun_path` without the NUL at its end (unix(7)).
    static let maximumSocketPathLength = 107

    private static let program = "subrosa exec or subrosa edge in the container"

    static func read(_ node: YAMLNode, _ findings: inout Findings) -> EdgeSettings? {
        guard let fields = Fields(node, as: .edge, &findings) else { return nil }
        let directory = directory(fields, &findings)
        let users = fields[.users].map {
            UsersReader.read(
                $0, of: .users, for: program, emptyMeans: "nobody could be the other half of this node", &findings)
        }
        let hostSocket = permissions(.hostSocket, as: .hostSocket, fields, &findings)
        let edgeSocket = permissions(.edgeSocket, as: .edgeSocket, fields, &findings)
        return directory.map {
            EdgeSettings(directory: $0, users: users, hostSocket: hostSocket, edgeSocket: edgeSocket)
        }
    }

    private static func directory(_ fields: Fields, _ findings: inout Findings) -> LocatedPath? {
        guard let read = PathReader.read(.directory, fields, &findings) else { return nil }
        let path = read.path.trimmingSlashes
        let name = EdgeSettings.hostSocketName
        let length = path.utf8.count + 1 + name.utf8.count
        guard length <= maximumSocketPathLength else {
            findings.report(
                read.mark,
                Complaint(
                    .socketPathTooLong, "directory is too long a path for a socket",
                    why:
                        "with /\(name) it has \(length) bytes, and the system takes at most \(maximumSocketPathLength)",
                    remedy: "choose a shorter one, e.g. \(Key.directory.example)"))
            return nil
        }
        return LocatedPath(path: path, written: read.written, mark: read.mark)
    }

    private static func permissions(
        _ key: Key, as section: Section, _ fields: Fields, _ findings: inout Findings
    ) -> SocketPermissions {
        guard let node = fields[key], let fields = Fields(node, as: section, &findings) else {
            return SocketPermissions()
        }
        let owner = fields.text(.owner, &findings).flatMap {
            findings.check($0) { text throws(Complaint) in
                try AccountText.user(text, what: "owner \(QuotedText.quote(text)) is", for: program)
            }
        }
        let group = fields.text(.group, &findings).flatMap {
            findings.check($0) { text throws(Complaint) in
                try AccountText.group(text, what: "group \(QuotedText.quote(text)) is", for: program)
            }
        }
        let mode = fields.text(.mode, &findings).flatMap { findings.check($0, ModeText.parse) }
        if let mode, mode.value & ModeText.writableForOthers != 0 {
            findings.report(mode.mark, ModeText.isOpen(mode.value, of: key), severity: .warning)
        }
        return SocketPermissions(owner: owner?.value, group: group?.value, mode: mode?.value)
    }
}

extension String {
    /// Without the slashes at its end; `/` stays what it is.
    fileprivate var trimmingSlashes: String {
        var path = Substring(self)
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path = path.dropLast() }
        return String(path)
    }
}
