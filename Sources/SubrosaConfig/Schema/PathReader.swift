/// A path of a file that `tls` names, or of the directory of `edge`. Nothing is opened here.
enum PathReader {
    /// What stands before the name of a credential that systemd hands over.
    static let credentialPrefix = "credential:"
    /// Linux's NAME_MAX, in bytes: systemd makes a file of it.
    static let maximumCredentialLength = 255

    /// - Returns: nil if the key is absent, or with a report.
    static func read(_ key: Key, _ fields: Fields, _ findings: inout Findings) -> LocatedPath? {
        guard let text = fields.text(key, &findings) else { return nil }
        let file = findings.file
        let directory = findings.credentialDirectory
        let path = findings.check(text) { text throws(Complaint) in
            try check(text, key)
            // By bytes: a mark that combines with the colon is part of the name, where it is refused.
            guard text.utf8.starts(with: credentialPrefix.utf8) else { return resolve(text, besides: file) }
            guard key != .directory else {
                throw Complaint(
                    .badPath, "directory is a credential", why: "systemd hands over files as these",
                    remedy: "write e.g. \(key.example)")
            }
            let name = Substring(text.utf8.dropFirst(credentialPrefix.utf8.count))
            return try credential(String(name), in: directory, key)
        }
        return path.map { LocatedPath(path: $0.value, written: text.value, mark: $0.mark) }
    }

    /// The value itself is never repeated here: it may be a key.
    private static func check(_ text: String, _ key: Key) throws(Complaint) {
        if text.contains("-----BEGIN") {
            throw Complaint(
                .contentForPath, "\(key.rawValue) holds a certificate or key itself",
                why: "it has to be the path of a file", remedy: "move it to a file and write the path")
        }
        let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        guard !hasControl, text.utf8.count < YAMLLimits.scalarBytes else {
            throw Complaint(
                .badPath, "\(key.rawValue) is no path",
                why: "it has a line break or other control character, or is too long",
                remedy: "write e.g. \(key.example)")
        }
        if text.hasPrefix("~") {
            throw Complaint(
                .badPath, "\(key.rawValue) begins with ~", why: "only a shell turns that into a home directory",
                remedy: "write the whole path, e.g. \(key.example)")
        }
    }

    /// The file of a credential: systemd.exec(5), "LoadCredential=".
    private static func credential(_ name: String, in directory: String?, _ key: Key) throws(Complaint) -> String {
        // The same names as systemd takes, or files outside the directory could be named.
        let isName =
            !name.isEmpty && name != "." && !name.contains("..") && name.utf8.count <= maximumCredentialLength
            && name.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "/") && $0 != 0x3a }
        guard isName else {
            let path = key.example.dropFirst("\(key.rawValue): ".count)
            let file = path.split(separator: "/").last ?? path
            throw Complaint(
                .credentialName, "\(key.rawValue) names no credential",
                why: "behind credential: stands the bare name of a file, without slashes, colons and ..",
                remedy: "write e.g. \(key.rawValue): \(credentialPrefix)\(file), for LoadCredential=\(file):\(path)")
        }
        guard let directory, directory.hasPrefix("/") else {
            throw Complaint(
                .credentialDirectory, "\(key.rawValue) is a credential, and there are none here",
                why: "$CREDENTIALS_DIRECTORY is not set, as it is by systemd for a service with LoadCredential=",
                remedy:
                    "add LoadCredential=\(name):/PATH/OF/THE/FILE to Subrosa's unit, or set the variable to the directory of the file for a check by hand"
            )
        }
        return directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }

    /// Relative paths are relative to the directory of the configuration file.
    static func resolve(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }
}
