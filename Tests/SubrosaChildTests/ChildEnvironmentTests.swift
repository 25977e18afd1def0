import Testing

@testable import SubrosaChild

@Suite struct ChildEnvironmentTests {
    private func kept(_ entries: String...) -> [String] {
        ChildEnvironment.entries(of: entries.map { Array($0.utf8) }).map { entry in
            #expect(entry.last == 0)
            return String(decoding: entry.dropLast(), as: UTF8.self)
        }
    }

    @Test func whatIsMeantForSubrosaIsKeptFromTheCommand() {
        #expect(
            kept("PATH=/bin", "SUBROSA_NODE=am-1", "SUBROSA_=x", "CREDENTIALS_DIRECTORY=/run/c", "subrosa_x=1", "A=")
                == ["PATH=/bin", "subrosa_x=1", "A="])
    }

    @Test func whatIsNoVariableIsLeftOut() {
        #expect(kept("", "novalue", "1st=x", "_=x", "a=b=c") == ["_=x", "a=b=c"])
    }
}
