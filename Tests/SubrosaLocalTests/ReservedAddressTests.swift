import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaLocal

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Reserved address")
struct ReservedAddressTests {
    private func freeAddress() throws -> (LoopbackAddress, VirtualAddress) {
        let free = try LoopbackAddress(ip: 0x7f_4e_00_01, port: 0).withFreePort()
        let ip = try #require(IPAddress(free.host))
        return (free, try #require(VirtualAddress(ip: ip, port: free.port)))
    }

    @Test func connectionsAreRefusedWhileNobodyListensAndTakenWhileSomebodyDoes() throws {
        let (address, virtual) = try freeAddress()
        let reserved = try ReservedAddress(virtual)
        for _ in 0..<3 {
            #expect(throws: SystemError(call: "connect", code: ECONNREFUSED)) { try TCPConnection(to: address) }
            let copy = try reserved.duplicate()
            defer { close(copy) }
            #expect(listen(copy, 16) == 0)
            _ = try TCPConnection(to: address)
            reserved.stopListening()
        }
        #expect(throws: SystemError(call: "connect", code: ECONNREFUSED)) { try TCPConnection(to: address) }
    }

    @Test func connectionsThatNobodyAcceptedAreResetWhenListeningStops() throws {
        let (address, virtual) = try freeAddress()
        let reserved = try ReservedAddress(virtual)
        let copy = try reserved.duplicate()
        defer { close(copy) }
        #expect(listen(copy, 16) == 0)
        let connection = try TCPConnection(to: address)
        reserved.stopListening()
        #expect(throws: SystemError(call: "recv", code: ECONNRESET)) { try connection.receive() }
    }

    @Test func nobodyElseCanBindItMeanwhile() throws {
        let (address, virtual) = try freeAddress()
        let reserved = try ReservedAddress(virtual)
        #expect(throws: SystemError(call: "bind", code: EADDRINUSE)) { try Socket(.tcp).bind(address) }
        withExtendedLifetime(reserved) {}
    }

    @Test func anAddressInUseIsAFailureWithItsErrno() throws {
        let (address, virtual) = try freeAddress()
        let server = try TCPServer.echo(address)
        #expect {
            _ = try ReservedAddress(virtual)
        } throws: { error in
            (error as? ReservedAddress.Failure)?.errno == EADDRINUSE
        }
        withExtendedLifetime(server) {}
    }

    @Test func theHolderOfAnAddressIsFound() throws {
        let (address, virtual) = try freeAddress()
        let server = try TCPServer.echo(address)
        let holder = try #require(SocketHolder.find(.tcp, ip: virtual.ip, port: virtual.port))
        #expect(holder.pid == Int(getpid()))
        #expect(holder.description.hasSuffix("(pid \(getpid()))"))
        #expect(SocketHolder.find(.udp, ip: virtual.ip, port: virtual.port) == nil)
        withExtendedLifetime(server) {}
    }
}
