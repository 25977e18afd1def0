import SubrosaCore

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Asks the kernel whose the other end of a connection on this machine is. One question costs two system calls and
/// never waits: the kernel has put its answer there before it returns from the question.
final class SocketOwner {
    /// `NETLINK_SOCK_DIAG` (linux/netlink.h).
    private static let sockDiag: CInt = 4

    private let descriptor: CInt
    private var sequence: UInt32 = 0
    private var scrap: [UInt8] = [0]

    init() {
        descriptor = socket(AF_NETLINK, CInt(SOCK_DGRAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), Self.sockDiag)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// - Parameter ends: as the socket that is asked for has them.
    func find(_ ends: TCPEnds) throws(SocketDiagnosis.Silence) -> SocketDiagnosis.Owner {
        // What an earlier question has left behind is not the answer to this one.
        while recv(descriptor, &scrap, scrap.count, CInt(MSG_DONTWAIT)) >= 0 {}
        sequence &+= 1
        let question = SocketDiagnosis.question(ends, sequence: sequence)
        // Without an address it goes to the kernel.
        guard send(descriptor, question, question.count, CInt(MSG_DONTWAIT)) == question.count else {
            throw .refused(errno)
        }
        var answer = [UInt8](repeating: 0, count: SocketDiagnosis.answerLimit)
        let count = recv(descriptor, &answer, answer.count, CInt(MSG_DONTWAIT))
        guard count >= 0 else { throw .refused(errno) }
        return try SocketDiagnosis.user(in: answer[..<count], for: ends, sequence: sequence)
    }
}
