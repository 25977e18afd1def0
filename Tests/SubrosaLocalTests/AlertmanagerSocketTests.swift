import NIOEmbedded
import SubrosaCore
import SubrosaNames
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

@Suite("Alertmanager's socket, seen from outside")
struct AlertmanagerSocketTests {
    private func place(_ virtual: VirtualAddress, at address: LoopbackAddress? = nil) throws -> AlertmanagerPlace {
        let search = address.map {
            AlertmanagerSearch(
                address: AlertmanagerAddress(host: $0.host, port: $0.port), virtual: virtual, names: NameService())
        }
        return try AlertmanagerPlace(
            virtual: virtual, search: search, loop: EmbeddedEventLoop(), logger: LogRecorder().logger)
    }

    @Test func whatTheKernelDropsThereIsCountedFromTheStart() throws {
        let free = try LoopbackAddress(ip: 0x7f_4e_00_02, port: 0).withFreePort()
        let ip = try #require(IPAddress(free.host))
        let virtual = try #require(VirtualAddress(ip: ip, port: free.port))
        let slow = try Socket(.udp)
        try slow.bind(free)
        let sender = try UDPClient(free.with(port: 0))
        func flood() throws { for _ in 0..<2_000 { try sender.send([UInt8](repeating: 1, count: 1_400), to: free) } }

        try flood()
        var socket = AlertmanagerSocket(place: try place(virtual))
        #expect(socket.newDrops() == 0, "what was lost before does not count")
        try flood()
        #expect(socket.newDrops() == 2_000, "its buffer was full already")
        #expect(socket.newDrops() == 0)
    }

    @Test func noSocketNoDrops() throws {
        let ip = try #require(IPAddress("127.78.0.3"))
        let virtual = try #require(VirtualAddress(ip: ip, port: 9))
        var socket = AlertmanagerSocket(place: try place(virtual))
        #expect(socket.newDrops() == 0)
    }

    @Test func whatWasDroppedBeforeANameWasFoundDoesNotCount() throws {
        let free = try LoopbackAddress(ip: 0x7f_00_00_01, port: 0).withFreePort()
        let slow = try Socket(.udp)
        try slow.bind(free)
        let sender = try UDPClient(free.with(port: 0))
        let virtual = try #require(IPAddress("127.78.0.4").flatMap { VirtualAddress(ip: $0, port: 9) })
        let search = AlertmanagerSearch(
            address: AlertmanagerAddress(host: "am.test", port: free.port), virtual: virtual, names: NameService())
        let loop = EmbeddedEventLoop()
        let place = try AlertmanagerPlace(
            virtual: virtual, search: search, loop: loop, logger: LogRecorder().logger)
        var socket = AlertmanagerSocket(place: place)
        for _ in 0..<4_000 { try sender.send([UInt8](repeating: 1, count: 1_400), to: free) }
        try place.change(
            to: AlertmanagerSearch(
                address: AlertmanagerAddress(host: free.host, port: free.port), virtual: virtual, names: NameService()))
        #expect(socket.newDrops() == 0)
        for _ in 0..<4_000 { try sender.send([UInt8](repeating: 1, count: 1_400), to: free) }
        #expect(socket.newDrops() > 0)
    }

    @Test func aSocketOnAllInterfacesIsFoundByItsPort() throws {
        let free = try LoopbackAddress(ip: 0, port: 0).withFreePort()
        let slow = try Socket(.udp)
        try slow.bind(free)
        let loopback = LoopbackAddress(ip: 0x7f_00_00_01, port: free.port)
        let virtual = try #require(IPAddress("127.78.0.4").flatMap { VirtualAddress(ip: $0, port: 9) })
        let sender = try UDPClient(loopback.with(port: 0))
        var socket = AlertmanagerSocket(place: try place(virtual, at: loopback))
        for _ in 0..<4_000 { try sender.send([UInt8](repeating: 1, count: 1_400), to: loopback) }
        #expect(socket.newDrops() > 0)
    }
}
