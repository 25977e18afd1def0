import Foundation
import SubrosaTestKit
import Testing

@Suite("subrosa exec")
struct ExecTests {
    private let fixture: ExecFixture

    init() throws { fixture = try ExecFixture() }

    @Test(arguments: [
        ("exit 0", Int32(0)), ("exit 3", 3), ("exit 64", 64), ("kill -9 $$", 137), ("kill -TERM $$", 143),
    ])
    func theStatusOfTheCommandIsItsOwn(_ script: String, _ status: Int32) async throws {
        let program = try fixture.shell(script)
        #expect(try await program.status() == status)
        #expect(program.lines.all.contains { $0.contains("msg=Drained") }, "the node drains after it")
    }

    @Test func aCommandThatIsNotThereIs127AndNothingIsStarted() async throws {
        for command in ["no-such-command", "/no/such/command"] {
            let program = try fixture.exec([], [command])
            #expect(try await program.status() == 127)
            let errors = program.lines.all.filter { $0.contains(#"msg="Cannot start the child""#) }
            #expect(errors.count == 1 && errors[0].contains(command))
            #expect(!program.lines.all.contains { $0.contains("msg=Ready") })
        }
    }

    @Test func whatCannotBeExecutedIs126() async throws {
        #expect(try await fixture.exec([], ["/etc/passwd"]).status() == 126)
        let garbage = try fixture.directory.write([1, 2, 3], to: "garbage", mode: 0o755)
        let program = try fixture.exec([], [garbage])
        #expect(try await program.status() == 126)
        #expect(program.lines.all.contains { $0.contains("subrosa: cannot start '\(garbage)': Exec format error") })
    }

    @Test func aMissingInterpreterIs127() async throws {
        let script = try fixture.directory.write("#!/no/such/interpreter\n", to: "script", mode: 0o755)
        #expect(try await fixture.exec([], [script]).status() == 127)
    }

    @Test func everySignalReachesTheCommandAndHangupReloadsSubrosaToo() async throws {
        let program = try fixture.shell(
            """
            for s in HUP INT QUIT USR1 USR2; do trap "echo got SIG$s" $s; done
            trap "echo got SIGTERM; exit 7" TERM
            echo up; while :; do sleep 0.02; done
            """)
        try await program.waitForLine("up")
        for (name, number) in [
            ("SIGHUP", SIGHUP), ("SIGINT", SIGINT), ("SIGQUIT", SIGQUIT), ("SIGUSR1", SIGUSR1), ("SIGUSR2", SIGUSR2),
            ("SIGTERM", SIGTERM),
        ] {
            program.send(number)
            try await program.waitForLine("got \(name)")
        }
        #expect(try await program.status() == 7)
        #expect(program.lines.all.contains { $0.contains("msg=Reloaded") })
    }

    @Test func aCommandThatIgnoresTheEndIsKilled() async throws {
        let program = try fixture.shell(
            // Not for ever, in case that nobody kills it.
            "trap '' TERM; echo up; i=0; while [ $i -lt 3000 ]; do sleep 0.02; i=$((i+1)); done",
            options: ["--stop.timeout=200ms"])
        try await program.waitForLine("up")
        program.send(SIGTERM)
        #expect(try await program.status() == 137)
        #expect(program.lines.all.contains { $0.contains(#"msg="Child killed""#) })
    }

    @Test func theCommandDoesNotOutliveASubrosaThatIsKilled() async throws {
        let program = try fixture.shell("trap 'echo told; exit 0' TERM; echo up; while :; do sleep 0.02; done")
        try await program.waitForLine("up")
        program.send(SIGKILL)
        try await program.waitForLine("told")
        #expect(try await program.status() == 137)
    }

    @Test func theCommandHasNoFileOfSubrosasNorOfWhoStartedIt() async throws {
        let script = "for f in /proc/$$/fd/*; do if [ -e $f ]; then echo file ${f##*/}; fi; done"
        let words = fixture.words([], ["/bin/sh", "-c", script])
        let program = try RunningProgram(["/bin/sh", "-c", "exec 9</etc/passwd; exec \"$0\" \"$@\""] + words)
        #expect(try await program.status() == 0)
        #expect(program.lines.all.filter { $0.hasPrefix("file ") } == ["file 0", "file 1", "file 2"])
    }

    @Test func theCommandStartsWithNoSignalIgnoredOrBlocked() async throws {
        let program = try fixture.shell("exec grep -E 'Sig(Blk|Ign)' /proc/self/status")
        #expect(try await program.status() == 0)
        let masks = program.lines.all.filter { $0.hasPrefix("Sig") }
            .compactMap { $0.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } }
        // Signals 32 and 33 belong to the C library: glibc's posix_spawn ignores them in what it starts, and lets nobody
        // change them. A program that needs them sets them itself.
        #expect(masks.map { $0 & ~(0b11 << 31) } == [0, 0])
    }

    @Test func theEnvironmentIsPassedOnButForSubrosasOwn() async throws {
        let program = try fixture.exec(
            [], ["/bin/sh", "-c", "env"],
            environment: ["KEPT": "yes", "SUBROSA_NODE": "am-1", "CREDENTIALS_DIRECTORY": "/run/credentials/x"])
        #expect(try await program.status() == 0)
        #expect(program.lines.all.contains("KEPT=yes"))
        #expect(!program.lines.all.contains { $0.hasPrefix("SUBROSA_") || $0.hasPrefix("CREDENTIALS_DIRECTORY") })
    }

    @Test func theClusterFlagsAreAddedBehindTheCommandsOwn() async throws {
        let program = try fixture.exec([], ["/bin/sh", "-c", "for a; do echo arg $a; done", "sh", "--own=", "two"])
        #expect(try await program.status() == 0)
        #expect(
            program.lines.all.filter { $0.hasPrefix("arg ") } == [
                "arg --own=", "arg two", "arg --cluster.listen-address=\(fixture.own)",
                "arg --cluster.peer=\(fixture.peer)",
            ])
    }

    @Test func aFlagThatContradictsThemIsAnErrorBeforeAnythingIsStarted() async throws {
        let program = try fixture.exec([], ["/bin/true", "--cluster.listen-address=0.0.0.0:9094"])
        #expect(try await program.status() == 1)
        #expect(program.lines.all.contains { $0.contains("0.0.0.0:9094") && $0.contains("leave the flag out") })
        #expect(!program.lines.all.contains { $0.contains("msg=Ready") })
    }

    @Test func theMetricsSayWhetherTheCommandRuns() async throws {
        let web = try fixture.own.withFreePort()
        let program = try fixture.shell(
            "echo up; while :; do sleep 0.02; done", options: ["--web.listen-address=\(web)"])
        try await program.waitForLine("up")
        let page = try await OnThread.run {
            let connection = try TCPConnection(to: web)
            try connection.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
            return String(decoding: try connection.receiveAll(), as: UTF8.self)
        }
        #expect(page.contains("\nsubrosa_child_up 1\n"))
        #expect(!page.contains("\nsubrosa_child_start_timestamp_seconds NaN\n"))
        program.send(SIGTERM)
        _ = try await program.status()
    }
}
