import Testing

@testable import SubrosaConfig

/// What editors, other systems and attackers put into a file.
@Suite struct OddTextTests {
    private func firstProblem(_ bytes: [UInt8]) -> ConfigProblem? {
        Fixtures.problems(of: ConfigLoader.parse(text: bytes, file: "subrosa.yml")).first
    }

    @Test func byteOrderMarkAndWindowsLineEndsAreAccepted() throws {
        let windows = Fixtures.twoNodes.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
        let config = try ConfigLoader.parse(text: [0xef, 0xbb, 0xbf] + Array(windows.utf8), file: "subrosa.yml").get()
        let plain = try Fixtures.parse(Fixtures.twoNodes).get()
        #expect(config == plain)
    }

    @Test func byteOrderMarkDoesNotShiftTheFirstLine() {
        #expect(firstProblem([0xef, 0xbb, 0xbf] + Array("\"a\": 1".utf8))?.mark == .start)
    }

    @Test func utf16IsRefusedByName() {
        for text: [UInt8] in [[0xff, 0xfe, 0x6e, 0], [0xfe, 0xff, 0, 0x6e]] {
            #expect(firstProblem(text)?.rule == .notUTF8)
            #expect(firstProblem(text)?.what == "the file is UTF-16")
        }
    }

    @Test func bytesThatAreNotUTF8AreRefusedAtTheirPlace() {
        let latin1 = Array("nodes:\r\n  - name: caf".utf8) + [0xe9, 0x0a]
        #expect(firstProblem(latin1)?.rule == .notUTF8)
        #expect(firstProblem(latin1)?.mark == Mark(line: 2, column: 14))
        // Overlong, a surrogate, beyond Unicode, cut off.
        for bad: [UInt8] in [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]] {
            #expect(firstProblem(bad)?.rule == .notUTF8)
            #expect(firstProblem(bad)?.mark == .start)
        }
    }

    @Test(arguments: ["\0", "\u{1b}", "\u{7f}", "\u{9b}", "\u{ffff}", "\u{8}"])
    func controlCharactersAreRefusedAtTheirPlaceAndNotRepeated(_ character: String) {
        let problem = firstProblem(Array("# é\n# \(character)\n".utf8))
        #expect(problem?.rule == .controlCharacter)
        #expect(problem?.mark == Mark(line: 2, column: 3))
        #expect(problem?.description.contains(character) == false)
    }

    @Test func columnsCountCharacters() {
        let problems = Fixtures.problems(of: Fixtures.parse("{\"ééé\": 1, b: 2}"))
        #expect(problems.map(\.mark).contains(Mark(line: 1, column: 12)))
    }

    @Test func nestingIsReadToItsLimitAndNoFurther() {
        let deepest = YAMLLimits.depth
        for (depth, rules) in [(deepest, [ConfigRule.wrongType]), (deepest + 1, [.tooDeep])] {
            let flow = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(Fixtures.problems(of: Fixtures.parse(flow)).compactMap(\.rule) == rules)
        }
        let block = (0...deepest).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(Fixtures.problems(of: Fixtures.parse(block)).map(\.rule) == [.tooDeep])
    }

    @Test(arguments: ["[", "{", "- ", "? ", "a: {", "[{", "!", "&a ", "*a ", "\"", "|\n", "---\n", "%", "\t", "'\\"])
    func hundredThousandsOfOneTokenAreRefused(_ token: String) {
        let text = String(repeating: token, count: 1_000_000 / token.utf8.count)
        let problems = Fixtures.problems(of: Fixtures.parse(text))
        #expect(!problems.isEmpty)
        #expect(problems.allSatisfy { $0.mark != nil && $0.description.utf8.count < 500 })
    }

    @Test func valuesAreCounted() {
        let list = "nodes: [" + String(repeating: "a,", count: YAMLLimits.events) + "]"
        #expect(Fixtures.problems(of: Fixtures.parse(list)).map(\.rule) == [.tooManyValues])
    }

    @Test func hugeValuesAreRefusedWithoutBeingRepeated() {
        let longest = String(repeating: "x", count: YAMLLimits.scalarBytes)
        for (text, rule) in [(longest, ConfigRule.badName), (longest + "x", .valueTooLong)] {
            let file = Fixtures.twoNodes.replacing("name: am-1", with: "name: \(text)")
            let problems = Fixtures.problems(of: Fixtures.parse(file))
            #expect(problems.map(\.rule) == [rule])
            #expect(problems.allSatisfy { $0.description.utf8.count < 300 })
        }
    }

    @Test func filesAboveTheLimitAreRefused() {
        let comment = [UInt8](repeating: UInt8(ascii: "#"), count: YAMLLimits.fileBytes + 1)
        #expect(firstProblem(comment)?.rule == .fileTooLarge)
        #expect(firstProblem(comment.dropLast())?.rule == .fileEmpty)
    }

    @Test(arguments: ["", "\n", "# only this\n", "---\n", "---\n...\n", "null", "~"])
    func emptyFilesAreCalledEmpty(_ text: String) {
        #expect(firstProblem(Array(text.utf8))?.rule == .fileEmpty)
        #expect(firstProblem(Array(text.utf8))?.mark == .start)
    }

    @Test func moreNodesThanTheTableHoldsAreRefusedAtTheFirstTooMany() {
        func file(_ count: Int) -> String {
            let nodes = (0..<count).map {
                "  - {name: n\($0), address: \"n\($0):9095\", virtual_address: \"127.1.\($0 / 250).\($0 % 250 + 1):9094\"}\n"
            }
            return "nodes:\n" + nodes.joined() + "tls: {cert_file: a, key_file: b, ca_file: c}\n"
        }
        #expect((try? Fixtures.parse(file(1_000)).get())?.table.nodes.count == 1_000)
        let problems = Fixtures.problems(of: Fixtures.parse(file(1_001)))
        #expect(problems.map(\.rule) == [.tooManyNodes])
        #expect(problems.map(\.mark) == [Mark(line: 1_002, column: 5)])
    }

    @Test func plainNumbersAreNames() throws {
        let config = try Fixtures.parse(Fixtures.twoNodes.replacing("name: am-1", with: "name: 1.0")).get()
        #expect(config.table.nodes.first?.name.text == "1.0")
    }

    @Test func quotedBooleansAreNames() throws {
        let config = try Fixtures.parse(Fixtures.twoNodes.replacing("name: am-1", with: "name: 'no'")).get()
        #expect(config.table.nodes.first?.name.text == "no")
    }
}
