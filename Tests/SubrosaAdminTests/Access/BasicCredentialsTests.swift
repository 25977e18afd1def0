import Testing

@testable import SubrosaAdmin

@Suite("Basic credentials")
struct BasicCredentialsTests {
    /// RFC 7617, section 2.
    @Test func theExampleOfTheStandardIsRead() throws {
        let credentials = try #require(BasicCredentials(fields: ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]))
        #expect(credentials == BasicCredentials(user: "Aladdin", password: Array("open sesame".utf8)))
        #expect(credentials.field == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }

    @Test func aPasswordMayHaveColonsAndAnyBytes() throws {
        let credentials = BasicCredentials(user: "ü", password: [0x3a, 0x00, 0xff, 0x3a])
        #expect(BasicCredentials(fields: [credentials.field.replacing("Basic", with: "bAsIc")]) == credentials)
    }

    @Test(arguments: [
        [], ["Basic"], ["Basic "], ["Basic !!!!"], ["Basic QWxhZGRpbg=="], ["Bearer QWxhZGRpbjpvcGVu"], ["Basic /zpw"],
        ["Basic QTpi", "Basic QTpi"], ["QTpi"], ["Basic QTpi x"],
    ])
    func anythingElseIsNone(fields: [String]) { #expect(BasicCredentials(fields: fields) == nil) }
}
