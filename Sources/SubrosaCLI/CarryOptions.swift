import ArgumentParser
import SubrosaConfig

/// What `subrosa run` and `subrosa exec` have in common: which node to be, and how.
struct CarryOptions: ParsableArguments {
    @Option(
        name: .customLong("config.file"),
        help: ArgumentHelp(
            "The configuration file, the same on every node (default: subrosa.yml).", valueName: "path"))
    var givenConfigFile: String?

    var configFile: String { givenConfigFile ?? "subrosa.yml" }

    @OptionGroup var node: NodeOptions
    @OptionGroup var log: LogOptions

    @Option(
        name: .customLong("drain.timeout"),
        help: ArgumentHelp("How long streams under way may take to end when draining, e.g. 5s.", valueName: "duration"))
    var drainTimeout = DurationArgument(seconds: 5)

    @Option(
        name: .customLong("web.listen-address"),
        help: ArgumentHelp(
            "Where to serve the admin pages, instead of the file's web.listen_address; empty: nowhere.",
            valueName: "ip:port"))
    var webAddress: String?

    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp(
            "Who may see the admin pages, and over TLS or not, instead of the file's web.config_file; empty: everybody, without TLS.",
            valueName: "path"))
    var webConfigFile: String?

    func validate() throws {
        guard let webAddress, !webAddress.isEmpty, case .failure(let wrong) = WebSettings.parse(flag: webAddress) else {
            return
        }
        throw ValidationError("--web.listen-address: \(wrong)")
    }

    /// Where to serve the admin pages; nil: nowhere.
    func web(_ config: WebSettings?) -> WebSettings? {
        let address = webAddress.map { try? WebSettings.parse(flag: $0).get().listenAddress } ?? config?.listenAddress
        guard let address else { return nil }
        let configFile = webConfigFile.map { $0.isEmpty ? nil : $0 } ?? config?.configFile
        return WebSettings(listenAddress: address, configFile: configFile)
    }
}
