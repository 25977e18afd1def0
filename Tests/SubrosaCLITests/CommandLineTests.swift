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
        #expect(command.configFile == "subrosa.yml")
        #expect(command.drainTimeout.timeAmount == .seconds(5))
        #expect(command.log.level == .info)
        #expect(command.log.format == .logfmt)
        #expect(command.node.name == nil)
    }

    @Test func flagsAreDottedAsElsewhereInPrometheus() throws {
        let command = try parse(
            "run", "--config.file=/etc/s.yml", "--node=am-1", "--drain.timeout=250ms", "--log.level=debug",
            "--log.format", "json", as: RunCommand.self)
        #expect(command.configFile == "/etc/s.yml")
        #expect(command.node.chosen == ("am-1", true))
        #expect(command.drainTimeout.timeAmount == .milliseconds(250))
        #expect(command.log.level == .debug)
        #expect(command.log.format == .json)
    }

    @Test func theFlagForTheAdminPagesStandsForTheFile() throws {
        let file = try WebSettings.parse(flag: "127.0.0.1:9096").get()
        #expect(try parse("run", as: RunCommand.self).web(file) == file)
        #expect(try parse("run", as: RunCommand.self).web(nil) == nil)
        let other = try parse("run", "--web.listen-address=[::1]:80", as: RunCommand.self)
        #expect(other.web(file)?.listenAddress.description == "[::1]:80")
        #expect(try parse("run", "--web.listen-address=", as: RunCommand.self).web(file) == nil)
    }

    @Test func statusAsksTheUsualAddress() throws {
        let command = try parse("status", as: StatusCommand.self)
        #expect(command.url == nil && command.configFile == nil && command.format == .text)
        #expect(try parse("status", "--format=json", as: StatusCommand.self).format == .json)
    }

    @Test func checkConfigTakesTheFileAsAnArgument() throws {
        #expect(try parse("check-config", "a.yml", as: CheckConfigCommand.self).file == "a.yml")
    }

    @Test(arguments: [
        ["run", "--unknown"], ["run", "extra"], ["run", "--drain.timeout=soon"], ["run", "--log.level=loud"],
        ["check-config"], ["check-config", "a", "b"], ["run", "--web.listen-address=9096"],
        ["status", "--url=127.0.0.1:9096"], ["status", "--format=yaml"], ["walk"], ["flags", "--node"],
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
