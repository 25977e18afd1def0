import Glibc

/// C library calls that Swift's Glibc module hides, because it is built without _GNU_SOURCE: found by name at start.
enum GNU {
    /// `struct mmsghdr` of <sys/socket.h>.
    struct Message {
        var header = msghdr()
        var length: UInt32 = 0
    }

    private typealias SendMany = @convention(c) (Int32, UnsafeMutableRawPointer, UInt32, Int32) -> Int32
    private typealias ReceiveMany =
        @convention(c) (Int32, UnsafeMutableRawPointer, UInt32, Int32, UnsafeMutableRawPointer?) -> Int32
    private typealias Poll =
        @convention(c) (UnsafeMutableRawPointer, UInt, UnsafeRawPointer?, UnsafeRawPointer?) -> Int32
    private typealias MemoryFile = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32

    private static let sendMany = find("sendmmsg", as: SendMany.self)
    private static let receiveMany = find("recvmmsg", as: ReceiveMany.self)
    private static let poll = find("ppoll", as: Poll.self)
    private static let memoryFile = find("memfd_create", as: MemoryFile.self)

    static func sendmmsg(_ socket: Int32, _ messages: UnsafeMutableBufferPointer<Message>) -> Int32 {
        guard let base = messages.baseAddress else { return 0 }
        return sendMany(socket, base, UInt32(messages.count), 0)
    }

    /// Waits for one datagram, then takes what else has already come.
    static func recvmmsg(_ socket: Int32, _ messages: UnsafeMutableBufferPointer<Message>) -> Int32 {
        guard let base = messages.baseAddress else { return 0 }
        let waitForOne: Int32 = 0x10000
        return receiveMany(socket, base, UInt32(messages.count), waitForOne, nil)
    }

    /// ppoll(2), which unlike poll(2) times out by the nanosecond.
    static func ppoll(_ polled: inout pollfd, _ timeout: timespec) -> Int32 {
        withUnsafePointer(to: timeout) { timeout in
            withUnsafeMutablePointer(to: &polled) { poll($0, 1, timeout, nil) }
        }
    }

    static func memfdCreate() -> Int32 { memoryFile("gossip-load", 0) }

    private static func find<Function>(_ name: String, as type: Function.Type) -> Function {
        guard let symbol = dlsym(nil, name) else { preconditionFailure("the C library has no \(name)") }
        return unsafeBitCast(symbol, to: type)
    }
}
