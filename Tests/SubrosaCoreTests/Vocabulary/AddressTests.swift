import SubrosaCore
import Testing

@Suite("Virtual and link addresses")
struct AddressTests {
    @Test func aVirtualAddressIsALoopbackAddressWithAPort() throws {
        let loopback = try #require(IPAddress("127.77.0.1"))
        let six = try #require(IPAddress("::1"))
        let others = [try #require(IPAddress("10.0.0.1")), try #require(IPAddress("0.0.0.0"))]
        #expect(VirtualAddress(ip: loopback, port: 9_094)?.description == "127.77.0.1:9094")
        #expect(VirtualAddress(ip: loopback, port: 0) == nil)
        for other in others { #expect(VirtualAddress(ip: other, port: 9_094) == nil) }
        #expect(VirtualAddress(ip: six, port: 1)?.description == "[::1]:1")
    }

    @Test(arguments: [
        ("am-1.example.com", "am-1.example.com:9095"), ("10.0.0.1", "10.0.0.1:9095"), ("::1", "[::1]:9095"),
    ])
    func aLinkAddressIsWrittenAsOperatorsDo(host: String, text: String) {
        #expect(LinkAddress(host: host, port: 9_095).description == text)
    }
}
