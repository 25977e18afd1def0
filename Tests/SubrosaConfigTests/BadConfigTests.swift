import Foundation
import Testing

@testable import SubrosaConfig

/// `Bad/RULE.yml` or `Bad/RULE-case.yml` breaks that rule; `.expected` beside it is what `check-config` has to say.
///
/// After a deliberate change of a message: `RECORD_EXPECTED=1 swift test --filter BadConfigTests`, then read the diff.
@Suite struct BadConfigTests {
    static let files = Fixtures.files(in: Fixtures.directory.appending(path: "Bad"))

    @Test(arguments: files)
    func eachFileIsRefusedWithExactlyTheExpectedLines(_ file: URL) throws {
        guard case .failure(let problems) = try Fixtures.parse(file) else {
            Issue.record("\(file.lastPathComponent) was accepted")
            return
        }
        let expectedFile = file.deletingPathExtension().appendingPathExtension("expected")
        if ProcessInfo.processInfo.environment["RECORD_EXPECTED"] != nil {
            try Data((problems.description + "\n").utf8).write(to: expectedFile)
        }
        let expected = try String(contentsOf: expectedFile, encoding: .utf8)
        #expect(problems.description + "\n" == expected)
        #expect(!problems.errors.isEmpty)
    }

    @Test(arguments: files)
    func eachFileBreaksTheRuleItIsNamedAfter(_ file: URL) throws {
        let name = file.deletingPathExtension().lastPathComponent
        guard name != "many" else { return }
        // identity-host-name breaks the rule of host names.
        let alias = name == "identity-host-name" ? "bad-host-name" : name
        let rules = Fixtures.problems(of: try Fixtures.parse(file)).compactMap(\.rule?.rawValue)
        #expect(rules.contains { alias == $0 || alias.hasPrefix("\($0)-") })
    }

    /// Rules that a text file cannot show well are shown by ``OddTextTests`` and ``ConfigFileTests``.
    @Test func everyRuleHasAFileOrATest() {
        let elsewhere: Set<ConfigRule> = [
            .fileMissing, .fileUnreadable, .fileNotRegular, .fileTooLarge, .notUTF8, .controlCharacter, .tooDeep,
            .tooManyValues, .valueTooLong, .tooManyNodes,
            // Of another file: WebFileTests.
            .webUser, .bcryptHash, .clientAuthentication, .passwordsInClear,
        ]
        let names = Set(Self.files.map { $0.deletingPathExtension().lastPathComponent })
        for rule in ConfigRule.allCases where !elsewhere.contains(rule) {
            #expect(names.contains(rule.rawValue), "no Bad/\(rule.rawValue).yml")
        }
    }
}
