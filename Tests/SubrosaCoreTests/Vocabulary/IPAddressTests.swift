import SubrosaCore
import Testing

@Suite("IP address")
struct IPAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1", [127, 0, 0, 1]),
            ("255.255.255.255", [255, 255, 255, 255]),
            ("::ffff:10.0.0.1", [10, 0, 0, 1]),
            ("::1", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            ("2001:DB8::1", [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ] as [(String, [UInt8])])
    func literalsAreRead(text: String, bytes: [UInt8]) { #expect(IPAddress(text)?.bytes == bytes) }

    @Test(arguments: [
        "", "localhost", "127.0.0", "127.0.0.256", "127.1", "0x7f.0.0.1", " 127.0.0.1", "127.0.0.1 ", "[::1]",
        "fe80::1%eth0", "127.0.0.1\u{0}", "127.0.0.1\u{0}.evil", ":::", "1::2::3", "12345::",
    ])
    func anythingElseIsNot(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: [("2001:DB8:0:0::1", "2001:db8::1"), ("::ffff:1.2.3.4", "1.2.3.4"), ("127.77.0.1", "127.77.0.1")])
    func isWrittenInItsShortForm(text: String, short: String) {
        #expect(IPAddress(text)?.description == short)
    }

    @Test(arguments: ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1"])
    func isLoopback(text: String) { #expect(IPAddress(text)?.isLoopback == true) }

    @Test(arguments: ["126.255.255.255", "128.0.0.1", "10.0.0.127", "::", "::2", "1::1", "::127.0.0.1"])
    func isNotLoopback(text: String) { #expect(IPAddress(text)?.isLoopback == false) }

    @Test(arguments: [0, 1, 3, 5, 15, 17, 100])
    func otherCountsOfBytesAreNoAddress(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func aMappedAddressEqualsItsPlainForm() {
        #expect(IPAddress("::ffff:10.0.0.1") == IPAddress("10.0.0.1"))
        #expect(IPAddress("::10.0.0.1") != IPAddress("10.0.0.1"))
    }
}
