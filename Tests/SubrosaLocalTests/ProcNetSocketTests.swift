import SubrosaCore
import Testing

@testable import SubrosaLocal

@Suite("Lines of /proc/net")
struct ProcNetSocketTests {
    @Test func aListenerOverIPv4() throws {
        let line: Substring =
            "   3: 0100004D:2386 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 123456 1 0000 100 0"
        let socket = try #require(ProcNetSocket(line: line))
        #expect("\(socket.ip)" == "77.0.0.1")
        #expect(socket.port == 9_094)
        #expect(socket.isListening)
        #expect(socket.inode == 123_456)
    }

    @Test func aDatagramSocketOverIPv6WithDrops() throws {
        let line: Substring =
            "  42: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 777 2 0000000000000000 13"
        let socket = try #require(ProcNetSocket(line: line))
        #expect("\(socket.ip)" == "::1")
        #expect(socket.port == 53)
        #expect(!socket.isListening)
        #expect(socket.drops == 13)
    }

    @Test(arguments: [
        "", "sl local_address", "1: 0100007F 0 0A 0 0 0 0 0 1", "1: 0100007F:XYZ 0:0 0A 0:0 0:0 0 0 0 1 1",
        "1: 01007F:0035 0:0 0A 0:0 0:0 0 0 0 1 1", "1: 0100007F:0035 0:0 0A 0:0 0:0 0 0 0 -1 1",
    ])
    func otherLinesAreSkipped(line: String) { #expect(ProcNetSocket(line: line[...]) == nil) }
}
