import ArgumentParser
import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaNode

/// `subrosa status`: how it stands with a running node.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how it stands with a running node and each of its peers.",
        discussion: """
            Asks the node's admin pages (web.listen_address). Exits with 0 if all is well, 1 if something is wrong (the \
            last line says what), 2 for wrong usage or configuration, 3 if the node cannot be reached.
            """)

    @Option(
        name: .customLong("url"),
        help: "Where the node serves its admin pages (default: as --config.file says, else http://127.0.0.1:9096).")
    var url: String?

    @Option(name: .customLong("config.file"), help: "The node's configuration file, for its web.listen_address.")
    var configFile: String?

    @Option(name: .customLong("format"), help: ArgumentHelp("text or json.", valueName: "format"))
    var format = StatusFormat.text

    @Flag(name: .customLong("events"), help: "Show what happened last, too; json has it always.")
    var showsEvents = false

    @OptionGroup var access: StatusAccessOptions

    @Flag(name: .customLong("matrix"), help: "Show who sees whom, also among more than 12 nodes.")
    var showsMatrix = false

    func validate() throws {
        if let url, StatusURL(url) == nil {
            throw ValidationError("--url \(QuotedText.quote(url)) is neither http://HOST:PORT nor https://HOST:PORT")
        }
    }

    func run() async throws {
        let target = try target()
        let json: [UInt8]
        let status: StatusDocument
        do throws(StatusFailure) {
            json = try await StatusClient.fetch(target, access: access.access())
            status = try Self.parse(json)
        } catch {
            StandardError.say("subrosa status: \(TerminalText.plain("\(error)"))")
            throw ExitCode(3)
        }
        switch format {
        case .json: print(String(decoding: json, as: UTF8.self), terminator: "")
        case .text:
            StatusText(status, showsMatrix: showsMatrix, showsEvents: showsEvents).lines.forEach { print($0) }
        }
        if !status.problems.isEmpty { throw ExitCode(1) }
    }

    private static func parse(_ json: [UInt8]) throws(StatusFailure) -> StatusDocument {
        guard let status = try? StatusDocument(json: json), status.version == StatusDocument.currentVersion else {
            throw StatusFailure(
                what: "the answer is not a status that this program understands",
                remedy: "use the subrosa of the same version as the node's")
        }
        return status
    }

    /// --url, else the file's, else the default.
    ///
    /// - Throws: the exit code, when it has been said why.
    private func target() throws -> StatusURL {
        if let url = url.flatMap(StatusURL.init) { return url }
        guard let configFile else { return StatusURL(host: "127.0.0.1", port: 9_096) }
        switch ConfigLoader.load(path: configFile) {
        case .failure(let problems):
            problems.all.forEach { StandardError.say("\($0)") }
            throw ExitCode(2)
        case .success(let config):
            guard let web = config.web else {
                StandardError.say(
                    "\(configFile): there is no web.listen_address to ask; add it and restart the node, or give --url")
                throw ExitCode(2)
            }
            return StatusURL(web, credentialDirectory: Setup.credentialDirectory)
        }
    }
}
