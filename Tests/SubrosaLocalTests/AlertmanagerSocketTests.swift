import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

@Suite("Alertmanager's socket, seen from outside")
struct AlertmanagerSocketTests {
    @Test func whatTheKernelDropsThereIsCountedFromTheStart() throws {
        let free = try LoopbackAddress(ip: 0x7f_4e_00_02, port: 0).withFreePort()
        let ip = try #require(IPAddress(free.host))
        let virtual = try #require(VirtualAddress(ip: ip, port: free.port))
        let slow = try Socket(.udp)
        try slow.bind(free)
        let sender = try UDPClient(free.with(port: 0))
        func flood() throws { for _ in 0..<2_000 { try sender.send([UInt8](repeating: 1, count: 1_400), to: free) } }

        try flood()
        var socket = AlertmanagerSocket(address: virtual)
        #expect(socket.newDrops() == 0, "what was lost before does not count")
        try flood()
        #expect(socket.newDrops() == 2_000, "its buffer was full already")
        #expect(socket.newDrops() == 0)
    }

    @Test func noSocketNoDrops() throws {
        let ip = try #require(IPAddress("127.78.0.3"))
        let virtual = try #require(VirtualAddress(ip: ip, port: 9))
        var socket = AlertmanagerSocket(address: virtual)
        #expect(socket.newDrops() == 0)
    }
}
