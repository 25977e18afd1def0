import ArgumentParser
import SubrosaChild

/// `subrosa launch-child`: what `subrosa exec` starts, to become the command. For itself only.
struct LaunchChildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: ChildLaunch.verb, abstract: "Become a command; used by subrosa exec.", shouldDisplay: false)

    @Option var path: String
    @Option var parent: Int32
    @Option var uid: UInt32?
    @Option var gid: UInt32?
    @Option(help: "Numbers with commas between them.") var groups: String?
    @Argument(parsing: .postTerminator) var arguments: [String]

    func run() throws {
        var user: (uid: UInt32, gid: UInt32, groups: [UInt32])?
        if let uid, let gid {
            user = (uid, gid, (groups ?? "").split(separator: ",").compactMap { UInt32($0) })
        }
        let failure = Launcher(path: path, arguments: arguments, parent: parent, user: user).becomeCommand()
        StandardError.say("subrosa: \(failure)")
        throw ExitCode(failure.status)
    }
}
