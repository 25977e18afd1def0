import Glibc

/// Bulk bytes at next to no cost at either end: sent from a memory file without a copy, read without being looked at.
/// So this measures what lies between, and of plain TCP it measures the kernel alone.
final class BulkTransfer {
    /// Small enough to stay in a cache: fetching it from memory would be charged to whoever reads it next.
    private static let fileSize = 512 << 10
    private let file: Int32
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: fileSize, alignment: 4096)

    init() throws {
        file = GNU.memfdCreate()
        guard file >= 0 else { throw Failure.call("memfd_create") }
        for index in scratch.indices { scratch[index] = UInt8(truncatingIfNeeded: index &* 167 &+ index >> 8) }
        guard write(file, scratch.baseAddress, scratch.count) == scratch.count else {
            throw Failure.call("write to a memory file")
        }
    }

    deinit {
        close(file)
        scratch.deallocate()
    }

    /// How many bytes the connection took.
    func send(_ bytes: Int, to socket: Socket) -> Int {
        var done = 0
        while done < bytes {
            var offset = done % Self.fileSize
            let count = sendfile(socket.descriptor, file, &offset, min(bytes - done, Self.fileSize - offset))
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return done }
        }
        return done
    }

    /// How many bytes came before `bytes` were complete or the connection ended.
    func receive(_ bytes: Int, from socket: Socket) -> Int {
        var done = 0
        while done < bytes {
            // On a stream MSG_TRUNC drops the bytes unread.
            let wanted = min(bytes - done, scratch.count)
            let count = recv(socket.descriptor, scratch.baseAddress, wanted, Int32(MSG_TRUNC))
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return done }
        }
        return done
    }
}
