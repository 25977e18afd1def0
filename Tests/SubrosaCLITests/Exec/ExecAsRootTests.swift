import Foundation
import SubrosaTestKit
import Testing

@Suite("subrosa exec as root", .enabled(if: geteuid() == 0, "needs root"))
struct ExecAsRootTests {
    private let fixture: ExecFixture

    init() throws { fixture = try ExecFixture() }

    @Test func theCommandRunsAsItsUserWithoutAWayToMoreRights() async throws {
        let data = fixture.directory["data"]
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        let program = try fixture.shell(
            "echo ids $(id -u) $(id -g) $(id -G); grep -E 'NoNewPrivs|CapEff' /proc/$$/status",
            options: ["--child.user=65534:65533", "--child.own=\(data)"])
        #expect(try await program.status() == 0)
        let lines = program.lines.all
        let ids = try #require(lines.first { $0.hasPrefix("ids ") }).split(separator: " ")
        #expect(ids[1] == "65534" && ids[2] == "65533" && !ids[3...].contains("0"))
        #expect(lines.contains("NoNewPrivs:\t1"))
        #expect(lines.contains("CapEff:\t0000000000000000"))
        let owner = try FileManager.default.attributesOfItem(atPath: data)[.ownerAccountID] as? NSNumber
        #expect(owner == 65534)
    }

    @Test func withoutAUserTheCommandIsWhoSubrosaIs() async throws {
        let program = try fixture.shell("echo ids $(id -u); grep NoNewPrivs /proc/$$/status")
        #expect(try await program.status() == 0)
        #expect(program.lines.all.contains("ids 0"))
        #expect(program.lines.all.contains("NoNewPrivs:\t0"))
    }

    @Test func asProcess1ItReapsOrphans() async throws {
        let script = """
            pid=$(sh -c 'sleep 0.05 >/dev/null & echo $!')
            tries=0
            while [ -e /proc/$pid ]; do
              sleep 0.05; tries=$((tries + 1)); if [ $tries = 200 ]; then exit 6; fi
            done
            exit 5
            """
        let program = try RunningProgram(isolated(["/bin/sh", "-c", script]))
        #expect(try await program.status() == 5)
    }

    @Test func asProcess1ItPassesSignalsOn() async throws {
        let program = try RunningProgram(
            isolated(["/bin/sh", "-c", "trap 'exit 9' TERM; echo up; while :; do sleep 0.02; done"]))
        try await program.waitForLine("up")
        let children = try String(contentsOfFile: "/proc/\(program.pid)/task/\(program.pid)/children", encoding: .utf8)
        let first = try #require(children.split(separator: " ").first.flatMap { pid_t($0) })
        kill(first, SIGTERM)
        let status = try await program.status()
        #expect(status == 9, "\(program.lines.all)")
    }

    /// Then the system delivers none of its signals to a command of another user (kill(2)).
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs setpriv(1)"))
    func withoutTheCapabilityKillItSaysThatNoSignalReachesTheCommand() async throws {
        let program = try RunningProgram(
            ["/usr/bin/setpriv", "--bounding-set=-kill", "--inh-caps=-kill"]
                + fixture.words(
                    ["--child.user=65534:65534", "--stop.timeout=200ms"],
                    // Not for ever, in case that nobody kills it.
                    ["/bin/sh", "-c", "echo up $$; i=0; while [ $i -lt 3000 ]; do sleep 0.02; i=$((i+1)); done"]))
        let up = try await program.lines.first("the number of the command", within: .seconds(20)) {
            $0.hasPrefix("up ")
        }.element
        let command = try #require(pid_t(up.dropFirst("up ".count)))
        program.send(SIGTERM)
        for signal in ["SIGTERM", "SIGKILL"] {
            try await program.lines.first("that \(signal) was not sent", within: .seconds(20)) {
                $0.contains(#"msg="Cannot send the child a signal""#) && $0.contains("signal=\(signal) ")
            }
        }
        kill(command, SIGKILL)
        #expect(try await program.status() == 137)
        #expect(!program.lines.all.contains { $0.contains(#"msg="Child killed""#) })
    }

    private func isolated(_ command: [String]) -> [String] {
        ["/usr/bin/unshare", "--pid", "--fork", "--kill-child", "--mount-proc"] + fixture.words([], command)
    }
}
