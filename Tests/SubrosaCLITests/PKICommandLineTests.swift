import ArgumentParser
import Testing

@testable import SubrosaCLI

@Suite("Command line of pki")
struct PKICommandLineTests {
    private func parse<Command>(_ arguments: String..., as type: Command.Type) throws -> Command {
        try #require(try RootCommand.parseAsRoot(arguments) as? Command)
    }

    @Test func renewTakesSeveralNamesOrAll() throws {
        let named = try parse("pki", "renew", "am-1", "am-2", "--dir=d", as: PKIRenewCommand.self)
        #expect(named.names == ["am-1", "am-2"] && !named.all && !named.keepsKey && named.days == 365)
        let all = try parse("pki", "renew", "--all", "--before=30d", "--keep-key", as: PKIRenewCommand.self)
        #expect(all.all && all.keepsKey && all.before == DaysArgument(argument: "720h"))
    }

    @Test func crlTakesSeveralCertificatesAndAReason() throws {
        let command = try parse(
            "pki", "crl", "--revoke=am-1", "--revoke", "serial:6f", "--reason=keyCompromise", as: PKICRLCommand.self)
        #expect(command.revoke == ["am-1", "serial:6f"])
        #expect(command.reason.reason == .keyCompromise)
        #expect(command.days == 30)
    }

    @Test(arguments: PKIRotateCommand.Step.allCases)
    func rotateTakesAStep(_ step: PKIRotateCommand.Step) throws {
        #expect(try parse("pki", "rotate-ca", "--step=\(step.rawValue)", as: PKIRotateCommand.self).step == step)
    }

    @Test(arguments: [
        ["renew"], ["renew", "am-1", "--all"], ["renew", "ca"], ["renew", "../x"], ["renew", "am-1", "--before=30"],
        ["renew", "am-1", "--days=0"], ["crl", "am-1"], ["crl", "--reason=keyCompromise"], ["crl", "--force"],
        ["crl", "--revoke=am-1", "--reason=mood"], ["crl", "--days=0"], ["rotate-ca"], ["rotate-ca", "--step=back"],
        ["rotate-ca", "--step=add", "--force"], ["rotate-ca", "--step=drop", "--days=3"],
        ["rotate-ca", "--step=issue", "--name=x"], ["rotate-ca", "--step=add", "--crl-days=0"],
    ])
    func wrongUsageIsRefused(arguments: [String]) {
        #expect {
            _ = try RootCommand.parseAsRoot(["pki"] + arguments)
        } throws: { error in
            RootCommand.exitCode(for: error) == .validationFailure
        }
    }

    @Test(arguments: [("30d", 2_592_000.0), ("0d", 0), ("12h", 43_200), ("36500d", 3_153_600_000)])
    func timesAreWrittenInDaysOrHours(_ example: (String, Double)) {
        #expect(DaysArgument(argument: example.0)?.seconds == example.1)
    }

    @Test(arguments: ["", "d", "30", "-1d", "+1d", "1.5d", "1w", "36501d", "99999999999d"])
    func whatIsNoTimeIsRefused(_ text: String) {
        #expect(DaysArgument(argument: text) == nil)
    }
}
