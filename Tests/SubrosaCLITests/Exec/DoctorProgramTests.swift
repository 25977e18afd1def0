import SubrosaTestKit
import Testing

@Suite("subrosa doctor, as a program", .serialized)
struct DoctorProgramTests {
    private func doctor(_ fixture: ExecFixture, _ words: String...) throws -> RunningProgram {
        try RunningProgram(
            [ExecFixture.binary, "doctor", "--config.file=\(fixture.directory["subrosa.yml"])", "--node=am-1"] + words,
            environment: ["TERM": "xterm"])
    }

    @Test func whereNothingRunsItSaysSoInPlainTextAndExitsWithOne() async throws {
        let fixture = try ExecFixture()
        defer { withExtendedLifetime(fixture) {} }
        let program = try doctor(fixture)
        #expect(try await program.status() == 1)
        try await program.lines.first("the last line") { $0.hasPrefix("NOT WELL: ") }
        #expect(!program.lines.all.contains { $0.contains("\u{1b}") || $0.contains("\r") })
        for code in ["node_stopped", "connection_refused"] {
            #expect(program.lines.all.contains { $0.hasSuffix(": \(code)") }, "\(code)")
        }
    }

    @Test func asJSONItIsJSONAlone() async throws {
        let fixture = try ExecFixture()
        defer { withExtendedLifetime(fixture) {} }
        let program = try doctor(fixture, "--format=json", "--peer=am-2")
        #expect(try await program.status() == 1)
        try await program.lines.first("the last line") { $0 == "}" }
        #expect(program.lines.all.first == "{")
        #expect(program.lines.all.contains("  \"version\" : 1,") || program.lines.all.contains("  \"version\" : 1"))
    }

    @Test func anUnknownPeerIsWrongUsage() async throws {
        let fixture = try ExecFixture()
        defer { withExtendedLifetime(fixture) {} }
        let program = try doctor(fixture, "--peer=am-9")
        #expect(try await program.status() == 2)
        try await program.lines.first("why") { $0.contains("is no peer of am-1") && $0.hasSuffix("its peers are am-2") }
    }
}
