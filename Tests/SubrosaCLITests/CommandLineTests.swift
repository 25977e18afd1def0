import ArgumentParser
import SubrosaConfig
import Testing

@testable import SubrosaCLI

@Suite("Command line")
struct CommandLineTests {
    private func parse<Command>(_ arguments: String..., as type: Command.Type) throws -> Command {
        try #require(try RootCommand.parseAsRoot(RootCommand.separated(arguments)) as? Command)
    }

    @Test func runHasDefaultsForEverything() throws {
        let command = try parse("run", as: RunCommand.self)
        #expect(command.options.configFile == "subrosa.yml")
        #expect(command.options.drainTimeout.timeAmount == .seconds(5))
        #expect(command.options.log.level == .info)
        #expect(command.options.log.format == .logfmt)
        #expect(command.options.node.name == nil)
    }

    @Test func flagsAreDottedAsElsewhereInPrometheus() throws {
        let command = try parse(
            "run", "--config.file=/etc/s.yml", "--node=am-1", "--drain.timeout=250ms", "--log.level=debug",
            "--log.format", "json", as: RunCommand.self)
        #expect(command.options.configFile == "/etc/s.yml")
        #expect(command.options.node.chosen == ("am-1", true))
        #expect(command.options.drainTimeout.timeAmount == .milliseconds(250))
        #expect(command.options.log.level == .debug)
        #expect(command.options.log.format == .json)
    }

    @Test func theFlagForTheAdminPagesStandsForTheFile() throws {
        let file = try WebSettings.parse(flag: "127.0.0.1:9096").get()
        #expect(try parse("run", as: RunCommand.self).options.web(file) == file)
        #expect(try parse("run", as: RunCommand.self).options.web(nil) == nil)
        let other = try parse("run", "--web.listen-address=[::1]:80", as: RunCommand.self)
        #expect(other.options.web(file)?.listenAddress.description == "[::1]:80")
        #expect(try parse("run", "--web.listen-address=", as: RunCommand.self).options.web(file) == nil)
    }

    @Test func theFlagForTheWebConfigurationStandsForTheFile() throws {
        let address = try WebSettings.parse(flag: "127.0.0.1:9096").get().listenAddress
        let file = WebSettings(listenAddress: address, configFile: "web.yml")
        let other = try parse("run", "--web.config.file=other.yml", as: RunCommand.self)
        #expect(other.options.web(file) == WebSettings(listenAddress: address, configFile: "other.yml"))
        #expect(other.options.web(nil) == nil)
        let none = try parse("run", "--web.config.file=", as: RunCommand.self)
        #expect(none.options.web(file) == WebSettings(listenAddress: address))
        // Another address is as well guarded.
        let elsewhere = try parse("run", "--web.listen-address=127.0.0.1:1", as: RunCommand.self)
        #expect(elsewhere.options.web(file)?.configFile == "web.yml")
    }

    @Test func execTakesEverythingBehindTheDashesAsItIs() throws {
        let command = try parse(
            "exec", "--node=am-1", "--child.user=nobody", "--child.own=/a", "--child.own=/b", "--stop.timeout=1m", "--",
            "am", "--flag=", "--node=x", "--", "y", as: ExecCommand.self)
        #expect(command.command == ["am", "--flag=", "--node=x", "--", "y"])
        #expect(command.options.node.name == "am-1" && command.childUser == "nobody")
        #expect(command.ownedDirectories == ["/a", "/b"])
        #expect(command.startTimeout.duration == .seconds(5) && command.stopTimeout.duration == .seconds(60))
    }

    @Test func theEdgeNeedsNothingButTheDirectory() throws {
        let edge = try parse("edge", "--via=/s", as: EdgeCommand.self)
        #expect(edge.via.directory == "/s" && edge.via.users == [])
        #expect(edge.drainTimeout.timeAmount == .seconds(5))
        let command = try parse(
            "exec", "--via=/s", "--via.user=root", "--via.user=0", "--", "am", "--via=x", as: ExecCommand.self)
        #expect(command.via.directory == "/s" && command.via.users == ["root", "0"])
        #expect(command.command == ["am", "--via=x"])
    }

    @Test func theHelpSaysHowToWriteIt() {
        #expect(RootCommand.helpMessage(for: EdgeCommand.self).contains("USAGE: subrosa edge "))
        #expect(RootCommand.helpMessage(for: EdgeCommand.self).contains("--via <dir>"))
        let exec = RootCommand.helpMessage(for: ExecCommand.self)
        #expect(exec.contains("USAGE: subrosa exec [<options>] -- <command> [<argument> ...]"))
        #expect(exec.contains("subrosa exec --via=/sockets --"))
    }

    @Test func statusAsksTheUsualAddress() throws {
        let command = try parse("status", as: StatusCommand.self)
        #expect(command.url == nil && command.configFile == nil && command.format == .text)
        let guarded = try parse(
            "status", "--url=https://am-1:9096", "--ca.file=ca.pem", "--user=me", "--password.file=pw",
            "--cert.file=c", "--key.file=k", as: StatusCommand.self)
        #expect(guarded.access.authorityFile == "ca.pem")
        #expect(guarded.access.user == "me" && guarded.access.passwordFile == "pw")
        #expect(try parse("status", "--format=json", as: StatusCommand.self).format == .json)
    }

    @Test func theDoctorLooksAtEverythingUnlessToldOtherwise() throws {
        let command = try parse("doctor", as: DoctorCommand.self)
        #expect(command.configFile == "subrosa.yml" && command.peer == nil && command.url == nil)
        #expect(command.alertmanagerURL == nil && command.format == .text)
        let told = try parse(
            "doctor", "--peer=am-2", "--alertmanager.url=http://127.0.0.1:9093/am", "--format=json",
            as: DoctorCommand.self)
        #expect(told.peer == "am-2" && told.alertmanagerURL == "http://127.0.0.1:9093/am" && told.format == .json)
    }

    @Test func checkConfigTakesTheFileAsAnArgument() throws {
        #expect(try parse("check-config", "a.yml", as: CheckConfigCommand.self).file == "a.yml")
    }

    @Test(arguments: [
        ["run", "--unknown"], ["run", "extra"], ["run", "--drain.timeout=soon"], ["run", "--log.level=loud"],
        ["check-config"], ["check-config", "a", "b"], ["run", "--web.listen-address=9096"],
        ["status", "--user=a"], ["status", "--password.file=a"], ["status", "--cert.file=a"],
        ["exec", "--via=/a", "--web.config.file=b", "--", "alertmanager"], ["status", "--url=127.0.0.1:9096"],
        ["status", "--format=yaml"], ["walk"], ["flags", "--node"],
        ["doctor", "am-2"], ["doctor", "--alertmanager.url=localhost:9093"], ["doctor", "--format=yaml"],
        ["doctor", "--user=a"], ["doctor", "--password.file=a"], ["doctor", "--key.file=a"],
        ["exec"], ["exec", "--"], ["exec", "alertmanager"], ["exec", "--child.own=/a", "--", "alertmanager"],
        ["edge"], ["edge", "--via"], ["edge", "--via=/s", "extra"], ["edge", "--via.user=root"],
        ["edge", "--via=/s", "--config.file=a.yml"], ["edge", "--via=/s", "--drain.timeout=soon"],
        ["exec", "--via=/s", "--config.file=a.yml", "--", "am"], ["exec", "--via=/s", "--node=am-1", "--", "am"],
        ["exec", "--via=/s", "--web.listen-address=", "--", "am"], ["exec", "--via.user=root", "--", "am"],
        ["exec", "--via=/s"], ["exec", "--via=/s", "--child.own=/a", "--", "am"], ["run", "--via=/s"],
    ])
    func wrongUsageIsRefused(arguments: [String]) {
        #expect {
            _ = try RootCommand.parseAsRoot(arguments)
        } throws: { error in
            RootCommand.exitCode(for: error) == .validationFailure
        }
    }

    @Test func theVersionNamesTheProtocol() throws {
        #expect(Version.line == "subrosa, version \(Version.number) (protocol subrosa/1)")
        let parts = Version.number.split(separator: ".")
        #expect(parts.count == 3 && parts.allSatisfy { Int($0) != nil })
    }
}
