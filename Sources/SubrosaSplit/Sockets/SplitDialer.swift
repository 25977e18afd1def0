import SubrosaCore
import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Connects to one of the two sockets, and to nobody but the other half.
package struct SplitDialer {
    /// Until the next try, while more wait to be accepted than may.
    private static let pause = TimeAmount.milliseconds(10)

    private let path: String
    private let users: AllowedUsers
    private let patience: TimeAmount
    private let loop: any EventLoop

    /// - Parameters:
    ///   - path: of the socket.
    ///   - users: who may be the other half.
    ///   - patience: for a dial as a whole.
    package init(path: String, users: AllowedUsers, patience: TimeAmount = .seconds(1), loop: any EventLoop) {
        self.path = path
        self.users = users
        self.patience = patience
        self.loop = loop
    }

    /// Dials. To be called on the event loop.
    ///
    /// - Parameter done: called once, there; gets a connection on which nothing has been sent or read, whose `autoRead` is
    ///   off, and adds its handlers to it.
    package func dial(_ done: @escaping (Result<any Channel, SplitFailure>) -> Void) {
        guard UnixAddress.fits(path) else {
            done(.failure(SplitFailure(.other, SystemMessage.text(ENAMETOOLONG))))
            return
        }
        attempt(until: .now() + patience, done)
    }

    private func attempt(until end: NIODeadline, _ done: @escaping (Result<any Channel, SplitFailure>) -> Void) {
        ClientBootstrap(group: loop)
            .connectTimeout(max(end - .now(), .milliseconds(1)))
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .connect(unixDomainSocketPath: path)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): done(check(channel))
                case .failure(let error as IOError) where error.errnoCode == EAGAIN && .now() + Self.pause < end:
                    // Unlike TCP, the system does not let a connection wait for room (unix(7)).
                    loop.assumeIsolated().scheduleTask(in: Self.pause) { attempt(until: end, done) }
                case .failure(let error): done(.failure(Self.failure(error)))
                }
            }
    }

    private func check(_ channel: any Channel) -> Result<any Channel, SplitFailure> {
        guard let user = SocketUser(ofOtherEnd: channel) else {
            channel.close(promise: nil)
            return .failure(SplitFailure(.other, "the system does not tell who listens"))
        }
        guard users.contains(user) else {
            let detail = "\(user.text); allowed: \(users)"
            channel.close(promise: nil)
            return .failure(SplitFailure(.foreignUser, detail))
        }
        return .success(channel)
    }

    private static func failure(_ error: any Error) -> SplitFailure {
        if case .connectTimeout? = error as? ChannelError { return SplitFailure(.timeout, "") }
        guard let code = (error as? IOError)?.errnoCode else { return SplitFailure(.other, "\(error)") }
        let reason: SplitFailure.Reason =
            switch code {
            case ENOENT, ENOTDIR: .notThere
            case ECONNREFUSED: .refused
            case EACCES, EPERM: .permissionDenied
            case EAGAIN, ETIMEDOUT: .timeout
            default: .other
            }
        return SplitFailure(reason, SystemMessage.text(code))
    }
}
