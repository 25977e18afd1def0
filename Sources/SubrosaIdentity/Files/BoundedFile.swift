import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// The contents of a regular file, no larger than a limit.
package struct BoundedFile: Sendable {
    /// The most that a certificate, key or CA file may hold, in bytes.
    package static let maximumByteCount = 1024 * 1024

    package let bytes: [UInt8]
    /// Permission bits as in `chmod`, e.g. 0o600.
    package let mode: UInt32

    /// Why a file could not be read.
    package enum Failure: Error, Hashable, Sendable {
        case missing
        case notPermitted
        case directory
        /// A FIFO, socket or device: it could block or never end.
        case notAFile
        /// Larger than this many bytes.
        case tooLarge(limit: Int)
        /// Any other `errno`.
        case system(Int32)

        package init(errno code: Int32) {
            switch code {
            case ENOENT, ENOTDIR: self = .missing
            case EACCES, EPERM: self = .notPermitted
            case EISDIR: self = .directory
            default: self = .system(code)
            }
        }
    }

    /// Reads the file, following symbolic links. Blocks for as long as the disk does.
    package init(path: String, maximumByteCount: Int = Self.maximumByteCount) throws(Failure) {
        // Without O_NONBLOCK, opening a FIFO would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Failure(errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .directory
        default: throw .notAFile
        }
        self.mode = UInt32(status.st_mode & 0o7777)
        self.bytes = try Self.readAll(descriptor, limit: maximumByteCount)
    }

    private static func readAll(_ descriptor: Int32, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure(errno: errno)
            }
            guard bytes.count + count <= limit else { throw .tooLarge(limit: limit) }
            bytes += buffer[..<count]
        }
    }
}

extension BoundedFile.Failure {
    /// Why, as the second half of "FILE cannot be read: ...".
    package var why: String {
        switch self {
        case .missing: "there is no such file"
        case .notPermitted: "\(ProcessUser.current) may not read it"
        case .directory: "it is a directory"
        case .notAFile: "it is not a regular file"
        case .tooLarge(let limit):
            limit < 1024 * 1024
                ? "it is larger than \(limit / 1024) KiB" : "it is larger than \(limit / 1024 / 1024) MiB"
        case .system(let code): SystemMessage.text(code)
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .missing: "correct the path, or put the file there"
        case .notPermitted: "give that user the right to read the file and to enter the directories above it"
        case .directory: "name the file in it"
        case .notAFile: "name a regular file"
        case .tooLarge: "name the right file; this is something else"
        case .system: "look at the file system"
        }
    }
}
