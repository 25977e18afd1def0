import Glibc

/// Whole reads and writes on blocking stream sockets.
enum StreamIO {
    /// False if the connection ended first.
    static func write(_ socket: Socket, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = send(socket.descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, 0)
            if count > 0 { done += count } else if errno != EINTR { return false }
        }
        return true
    }

    /// False if the connection ended first.
    static func read(_ socket: Socket, _ bytes: UnsafeMutableRawBufferPointer) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = recv(socket.descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, 0)
            if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
        }
        return true
    }
}
