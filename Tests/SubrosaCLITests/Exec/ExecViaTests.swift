import Foundation
import SubrosaTestKit
import Testing

@Suite("subrosa exec --via and subrosa edge")
struct ExecViaTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func exec(_ options: [String] = [], _ command: [String]) throws -> RunningProgram {
        try RunningProgram([ExecFixture.binary, "exec", "--via=\(directory.path)"] + options + ["--"] + command)
    }

    private func edge(_ options: [String] = []) throws -> RunningProgram {
        try RunningProgram([ExecFixture.binary, "edge", "--via=\(directory.path)"] + options)
    }

    private func waitForTheWarning(_ program: RunningProgram) async throws {
        try await program.lines.first("that the host half is not there", within: .seconds(20)) {
            $0.contains(#"msg="The host half cannot be reached""#)
        }
    }

    @Test func aDirectoryThatIsNotThereIsSaidWithItsRemedy() async throws {
        for words in [["edge", "--via=/no/such"], ["exec", "--via=/no/such", "--", "/bin/true"]] {
            let program = try RunningProgram([ExecFixture.binary] + words)
            #expect(try await program.status() == 1)
            let lines = program.lines.all.filter { $0.contains(#"msg="Cannot start""#) }
            #expect(lines.count == 1 && lines[0].contains("create it, and let both halves see it"), "\(lines)")
        }
    }

    @Test func aUserThatIsNotThereIsSaidWithItsRemedy() async throws {
        let program = try edge(["--via.user=no-such-user"])
        #expect(try await program.status() == 1)
        #expect(program.lines.all.contains { $0.contains("no-such-user") && $0.contains("--via.user") })
    }

    @Test func aCommandThatIsNotThereIs127BeforeTheHostHalfIsWaitedFor() async throws {
        let program = try exec([], ["no-such-command"])
        #expect(try await program.status() == 127)
        #expect(!program.lines.all.contains { $0.contains("Starting subrosa") })
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func whoeverEndsItWhileItWaitsForTheHostHalfGetsZero(_ number: Int32) async throws {
        for program in [try exec([], ["/bin/echo", "started"]), try edge()] {
            try await waitForTheWarning(program)
            program.send(number)
            #expect(try await program.status() == 0)
            #expect(!program.lines.all.contains("started"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test func theCommandIsStartedWithTheFlagsOfTheHostHalfAndBothEndInOrder() async throws {
        let fixture = try ExecFixture()
        let text = try String(contentsOfFile: fixture.directory["subrosa.yml"], encoding: .utf8)
        try fixture.directory.write(text + "edge: {directory: \"\(directory.path)\"}\n", to: "subrosa.yml")
        let host = try RunningProgram([
            ExecFixture.binary, "run", "--config.file=\(fixture.directory["subrosa.yml"])", "--node=am-1",
        ])
        let program = try exec([], ["/bin/sh", "-c", "for a; do echo arg $a; done; exit 3", "sh", "--own"])
        #expect(try await program.status() == 3)
        #expect(
            program.lines.all.filter { $0.hasPrefix("arg ") } == [
                "arg --own", "arg --cluster.listen-address=\(fixture.own)", "arg --cluster.peer=\(fixture.peer)",
            ])
        try await host.lines.first("that the edge has ended", within: .seconds(20)) {
            $0.contains(#"msg="Edge ended""#)
        }
        #expect(!host.lines.all.contains { $0.contains(#"msg="Edge lost""#) })
        let contradicting = try exec([], ["/bin/true", "--cluster.listen-address=0.0.0.0:9094"])
        #expect(try await contradicting.status() == 1)
        #expect(contradicting.lines.all.contains { $0.contains("leave the flag out") })
        host.send(SIGTERM)
        #expect(try await host.status() == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty, "no socket is left")
    }
}
