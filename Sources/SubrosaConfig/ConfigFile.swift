import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The one file that this module opens.
enum ConfigFile {
    static let tooLarge = Complaint(
        .fileTooLarge, "the file is larger than \(YAMLLimits.fileBytes) bytes", why: "no configuration is",
        remedy: "check whether this is the right file")

    /// At most ``YAMLLimits/fileBytes`` bytes of a regular file; blocks no longer than the disk does.
    static func contents(of path: String) throws(Complaint) -> [UInt8] {
        // O_NONBLOCK: a named pipe would otherwise wait for a writer for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw complaint(errno) }
        defer { close(descriptor) }

        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw complaint(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a pipe or device"
            throw Complaint(
                .fileNotRegular, "this is \(kind)", why: "the configuration has to be a file",
                remedy: "name the file, e.g. subrosa.yml")
        }
        return try readAll(descriptor)
    }

    private static func readAll(_ descriptor: Int32) throws(Complaint) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw complaint(errno) }
            if count == 0 { return bytes }
            bytes += chunk.prefix(count)
            guard bytes.count <= YAMLLimits.fileBytes else { throw tooLarge }
        }
    }

    private static func complaint(_ code: Int32) -> Complaint {
        switch code {
        case ENOENT, ENOTDIR:
            Complaint(
                .fileMissing, "there is no such file", why: "nothing stands under this name",
                remedy: "write the file, or name another; relative names start from the working directory")
        case EACCES, EPERM:
            Complaint(
                .fileUnreadable, "the file may not be read", why: "this user lacks the permission",
                remedy: "make the file readable and its directories searchable for the user that runs subrosa")
        default:
            Complaint(
                .fileUnreadable, "the file cannot be read", why: SystemMessage.text(code),
                remedy: "check the file system and the path")
        }
    }
}

extension ConfigLoader {
    /// Reads the file and parses it. Relative paths in it start from its directory.
    ///
    /// - Parameter credentialDirectory: as for ``parse(text:file:credentialDirectory:)``.
    package static func load(path: String, credentialDirectory: String? = nil) -> Result<Config, ConfigProblems> {
        do throws(Complaint) {
            return parse(
                text: try ConfigFile.contents(of: path), file: path, credentialDirectory: credentialDirectory)
        } catch {
            return .failure(ConfigProblems([ConfigProblem(file: path, mark: nil, error)]))
        }
    }
}
