/// `--web.listen-address`, which stands for `listen_address` in `web`.
extension WebSettings {
    /// What is wrong with the flag, and what to write.
    package struct FlagProblem: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// - Parameter text: `ip:port`, by the rules of the configuration file.
    package static func parse(flag text: String) -> Result<WebSettings, FlagProblem> {
        do throws(Complaint) {
            return .success(WebSettings(listenAddress: try HostPort.listenAddress(text, key: .listenAddress)))
        } catch {
            return .failure(FlagProblem(description: "\(error.what): \(error.why); \(error.remedy)"))
        }
    }
}
