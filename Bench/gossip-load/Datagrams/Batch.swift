import Glibc

/// Buffers for `sendmmsg` and `recvmmsg`. Two cores carry the generator, two Subrosas and the sink, so a system call
/// per datagram here would show in what is measured there: it takes half of a generator's time.
final class Batch {
    /// A slot for any datagram. No multiple of a page, or the beginnings of all slots would compete for one cache set.
    static let anyDatagram = 65_536 + 1472

    private let slots: Int
    private let slotSize: Int
    private let bytes: UnsafeMutableRawBufferPointer
    private let names: UnsafeMutableBufferPointer<sockaddr_storage>
    private let vectors: UnsafeMutableBufferPointer<iovec>
    private let messages: UnsafeMutableBufferPointer<GNU.Message>

    init(slots: Int, slotSize: Int) {
        self.slots = slots
        self.slotSize = slotSize
        bytes = .allocate(byteCount: slots * slotSize, alignment: 64)
        names = .allocate(capacity: slots)
        vectors = .allocate(capacity: slots)
        messages = .allocate(capacity: slots)
        names.initialize(repeating: sockaddr_storage())
        vectors.initialize(repeating: iovec())
        messages.initialize(repeating: GNU.Message())
        for slot in 0..<slots {
            messages[slot].header.msg_iov = vectors.baseAddress?.advanced(by: slot)
            messages[slot].header.msg_iovlen = 1
            vectors[slot].iov_base = bytes.baseAddress?.advanced(by: slot * slotSize)
        }
        // Filler that differs from place to place and from slot to slot: a merged or shifted datagram cannot pass.
        var state: UInt64 = 0x2545_f491_4f6c_dd1d
        for at in bytes.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes[at] = UInt8(truncatingIfNeeded: state >> 56)
        }
    }

    deinit {
        bytes.deallocate()
        names.deallocate()
        vectors.deallocate()
        messages.deallocate()
    }

    /// The bytes of a slot, cut to `length`.
    func slot(_ index: Int, length: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: bytes[index * slotSize..<index * slotSize + length])
    }

    /// The datagram that `receive` put there.
    func received(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(slot(index, length: Int(messages[index].length)))
    }

    func setLength(_ length: Int, of index: Int) { vectors[index].iov_len = length }

    /// How many came; 0 if a signal, a deadline or an ICMP error came instead.
    func receive(_ socket: Socket) -> Int {
        for slot in 0..<slots {
            vectors[slot].iov_len = slotSize
            messages[slot].header.msg_name = UnsafeMutableRawPointer(names.baseAddress?.advanced(by: slot))
            messages[slot].header.msg_namelen = socklen_t(MemoryLayout<sockaddr_storage>.size)
        }
        return max(0, Int(GNU.recvmmsg(socket.descriptor, messages)))
    }

    /// Sends the first `count` slots on a connected socket.
    func send(_ socket: Socket, count: Int) throws {
        for slot in 0..<count {
            messages[slot].header.msg_name = nil
            messages[slot].header.msg_namelen = 0
        }
        try push(socket, count)
    }

    /// Sends the first `count` received datagrams back where they came from.
    func reflect(_ socket: Socket, count: Int) throws {
        for slot in 0..<count { vectors[slot].iov_len = Int(messages[slot].length) }
        try push(socket, count)
    }

    /// Sends the first `count` received datagrams on, through a connected socket.
    func forward(_ socket: Socket, count: Int) throws {
        for slot in 0..<count { vectors[slot].iov_len = Int(messages[slot].length) }
        try send(socket, count: count)
    }

    /// Sends one slot to whoever sent it.
    func answer(_ socket: Socket, from index: Int, with answer: UnsafeMutableRawBufferPointer) {
        _ = sendto(
            socket.descriptor, answer.baseAddress, answer.count, 0,
            messages[index].header.msg_name?.assumingMemoryBound(to: sockaddr.self), messages[index].header.msg_namelen)
    }

    private func push(_ socket: Socket, _ count: Int) throws {
        var sent = 0
        while sent < count {
            let rest = UnsafeMutableBufferPointer(rebasing: messages[sent..<count])
            let result = GNU.sendmmsg(socket.descriptor, rest)
            if result > 0 {
                sent += Int(result)
            } else if errno == ECONNREFUSED || errno == EINTR || errno == EPERM {
                // An ICMP error about an earlier datagram, told once. The datagrams themselves are still ours to send.
                continue
            } else if errno == ENOBUFS || errno == EAGAIN {
                sched_yield()
            } else {
                throw Failure.call("sendmmsg")
            }
        }
    }
}
