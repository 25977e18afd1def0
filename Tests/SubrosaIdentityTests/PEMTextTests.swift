import SubrosaIdentity
import Testing

@Suite struct PEMTextTests {
    private func blocks(_ text: String) throws -> [PEMBlock] { try PEMText.blocks(in: Array(text.utf8)) }

    @Test func whatIsWrittenIsReadAgain() throws {
        for count in [1, 47, 48, 49, 1_000] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
            let text = PEMText.text(label: "X", der: bytes)
            #expect(try blocks(text).map(\.der) == [bytes])
            #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 64 })
        }
    }

    @Test(arguments: [
        "-----BEGIN X-----\nAQID\n-----END X-----\n", "-----BEGIN X-----\nAQID\n-----END X-----",
        "-----BEGIN X-----\r\nAQID\r\n-----END X-----\r\n", "\u{feff}-----BEGIN X-----\nAQID\n-----END X-----\n",
        "Subject: CN=x\n  -----BEGIN X-----  \n AQ\nID \n\n-----END X----- \ntrailing text",
        "-----BEGIN X-----\nA\nQ\nI\nD\n-----END X-----\n",
    ])
    func looseFormsAreRead(_ text: String) throws {
        #expect(try blocks(text).map(\.der) == [[1, 2, 3]])
        #expect(try blocks(text).map(\.label) == ["X"])
    }

    @Test func everyBlockIsReadWithItsLine() throws {
        let text = "text\n" + PEMText.text(label: "A", der: [1]) + "\n" + PEMText.text(label: "B", der: [2])
        #expect(try blocks(text) == [PEMBlock(label: "A", der: [1], line: 2), PEMBlock(label: "B", der: [2], line: 6)])
    }

    @Test(arguments: ["", "\n", "nothing here", "\u{0}\u{1}", "---BEGIN X---\nAQID\n---END X---\n", "-----BEGIN "])
    func textWithoutABlockHasNone(_ text: String) throws {
        #expect(try blocks(text).isEmpty)
    }

    @Test(arguments: [
        ("-----BEGIN X-----\nAQID\n", 1), ("\n-----BEGIN X-----\nAQID\n-----END Y-----\n", 4),
        ("-----BEGIN X-----\nAQ!D\n-----END X-----\n", 1), ("-----BEGIN X-----\nAQI\n-----END X-----\n", 1),
        ("-----BEGIN X-----\n-----END X-----\n", 1), ("-----BEGIN X-----\nAQID\n-----BEGIN X-----\n", 3),
    ])
    func damageIsFoundAtItsLine(_ example: (text: String, line: Int)) {
        do {
            _ = try blocks(example.text)
            Issue.record("was read")
        } catch {
            #expect((error as? PEMText.Malformed)?.line == example.line)
        }
    }

    @Test func encryptionIsSeenByLabelAndByHeader() throws {
        #expect(try blocks(PEMText.text(label: "ENCRYPTED PRIVATE KEY", der: [1]))[0].isEncrypted)
        let old =
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END EC PRIVATE KEY-----"
        #expect(try blocks(old)[0].isEncrypted)
        #expect(try blocks(old)[0].isPrivateKey)
        #expect(try !blocks(PEMText.text(label: "PRIVATE KEY", der: [1]))[0].isEncrypted)
    }
}
