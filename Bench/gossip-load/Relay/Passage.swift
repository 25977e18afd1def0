import Glibc

/// A connection that was accepted, the one that was dialled for it, and what is under way between them.
final class Passage {
    private let near: Socket
    private let far: Socket
    private let out = Pipe()
    private let back = Pipe()

    init(near: Socket, to address: Address) throws {
        self.near = near
        far = try Socket(.tcp, family: address.family)
        near.setNonBlocking()
        far.setNonBlocking()
        far.setNoDelay()
        try far.connect(address)
    }

    var polled: [pollfd] {
        [
            pollfd(fd: near.descriptor, events: out.wantsToRead | back.wantsToWrite, revents: 0),
            pollfd(fd: far.descriptor, events: back.wantsToRead | out.wantsToWrite, revents: 0),
        ]
    }

    /// False once both directions have ended, or one has failed.
    func advance() -> Bool {
        guard out.move(from: near, to: far), back.move(from: far, to: near) else { return false }
        return !(out.ended && back.ended)
    }
}

/// One direction: bytes that were read and not yet written, and whether the end has been handed on.
private final class Pipe {
    /// Below what malloc would ask the kernel for, each time anew.
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 64)
    private var held = 0..<0
    private var sourceEnded = false
    private(set) var ended = false

    deinit { buffer.deallocate() }

    var wantsToRead: Int16 { held.isEmpty && !sourceEnded ? Int16(POLLIN) : 0 }
    var wantsToWrite: Int16 { held.isEmpty ? 0 : Int16(POLLOUT) }

    /// False if either side has failed.
    func move(from source: Socket, to target: Socket) -> Bool {
        if held.isEmpty, !sourceEnded {
            let count = recv(source.descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            held = 0..<count
            sourceEnded = count == 0
        }
        if !held.isEmpty {
            let count = send(target.descriptor, buffer.baseAddress?.advanced(by: held.lowerBound), held.count, 0)
            if count < 0 { return errno == EAGAIN || errno == EINTR }
            held = held.dropFirst(count)
        }
        if sourceEnded, held.isEmpty, !ended {
            shutdown(target.descriptor, Int32(SHUT_WR))
            ended = true
        }
        return true
    }
}
