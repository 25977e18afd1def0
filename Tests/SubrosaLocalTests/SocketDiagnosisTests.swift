import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Whose a socket is")
struct SocketDiagnosisTests {
    private let ends: TCPEnds
    private let question: [UInt8]

    init() throws {
        ends = TCPEnds(
            own: .init(ip: try #require(IPAddress("127.77.0.1")), port: 0x1234),
            remote: .init(ip: try #require(IPAddress("127.77.0.2")), port: 9_094))
        question = SocketDiagnosis.question(ends, sequence: 7)
    }

    /// An answer as the kernel writes it, little endian.
    private func answer(
        type: UInt8 = 20, state: UInt8 = 1, uid: [UInt8] = [0x67, 0x12, 0, 0], inode: [UInt8] = [9, 0, 0, 0]
    ) -> [UInt8] {
        let sockid = Array(question[24..<64]) + [1, 2, 3, 4, 5, 6, 7, 8]
        return [88, 0, 0, 0, type, 0, 0, 0, 7, 0, 0, 0, 1, 1, 0, 0] + [UInt8(AF_INET), state, 0, 0] + sockid
            + [UInt8](repeating: 0, count: 12) + uid + inode
    }

    private func owner(in answer: [UInt8]) throws(SocketDiagnosis.Silence) -> SocketDiagnosis.Owner {
        try SocketDiagnosis.user(in: answer[...], for: ends, sequence: 7)
    }

    @Test func theQuestionIsForExactlyOneConnection() {
        let expected: [UInt8] =
            [72, 0, 0, 0, 20, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0]  // nlmsghdr
            + [2, 6, 0, 0, 255, 255, 255, 255]  // family, protocol, extensions, padding, states
            + [0x12, 0x34, 0x23, 0x86]  // ports
            + [127, 77, 0, 1] + [UInt8](repeating: 0, count: 12)
            + [127, 77, 0, 2] + [UInt8](repeating: 0, count: 12)
            + [0, 0, 0, 0] + [UInt8](repeating: 255, count: 8)  // interface, no cookie
        #expect(question == expected)
    }

    @Test func theAnswerHasUserAndInode() throws {
        #expect(try owner(in: answer()) == .init(uid: 0x1267, inode: 9))
        #expect(try owner(in: answer(inode: [0, 0, 0, 0])) == .init(uid: 0x1267, inode: 0), "closed, and still known")
    }

    @Test func whatIsLeftOfASocketIsNotTakenForRoots() {
        #expect(throws: SocketDiagnosis.Silence.orphaned) {
            try owner(in: answer(uid: [0, 0, 0, 0], inode: [0, 0, 0, 0]))
        }
    }

    @Test func anotherSocketsAnswerIsNotUnderstood() {
        var other = answer()
        other[20] ^= 1
        #expect(throws: SocketDiagnosis.Silence.notUnderstood) { try owner(in: other) }
        #expect(throws: SocketDiagnosis.Silence.notUnderstood, "a listener") { try owner(in: answer(state: 10)) }
        var late = answer()
        late[8] = 6
        #expect(throws: SocketDiagnosis.Silence.notUnderstood, "an older question") { try owner(in: late) }
    }

    @Test func anAnswerThatIsCutOffIsNotUnderstood() {
        for length in 0..<88 {
            #expect(throws: SocketDiagnosis.Silence.notUnderstood) { try owner(in: Array(answer().prefix(length))) }
        }
    }

    @Test func aNoHasItsError() {
        let no: [UInt8] = [36, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0] + [0xfe, 0xff, 0xff, 0xff]
        #expect(throws: SocketDiagnosis.Silence.refused(ENOENT)) { try owner(in: no) }
    }

    @Test(arguments: ["127.79.0.7", "127.0.0.1"])
    func theKernelTellsTheUserOfARealSocket(host: String) throws {
        let ip = try #require(IPAddress(host))
        let number = ip.bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let server = try TCPServer(LoopbackAddress(ip: number, port: 0)) { connection in
            _ = try connection.receive()
        }
        let connection = try TCPConnection(to: server.address)
        let from = try connection.localAddress()
        let real = TCPEnds(
            own: .init(ip: try #require(IPAddress(from.host)), port: from.port),
            remote: .init(ip: ip, port: server.address.port))
        let owner = SocketOwner()
        #expect(try owner.find(real).uid == getuid())
        #expect(try owner.find(real).inode != 0)
        let none = TCPEnds(own: real.own, remote: .init(ip: ip, port: 1))
        #expect(throws: SocketDiagnosis.Silence.refused(ENOENT)) { try owner.find(none) }
        // A question whose answer is a listener, which is not the other end of anything.
        let listener = TCPEnds(own: real.remote, remote: .init(ip: ip, port: 1))
        #expect(throws: SocketDiagnosis.Silence.notUnderstood) { try owner.find(listener) }
    }
}
