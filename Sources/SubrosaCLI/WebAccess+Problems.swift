import SubrosaAdmin
import SubrosaConfig
import SubrosaNode

extension WebAccess {
    /// Everything that is wrong with the web configuration file of a node; nil if it has none, or nothing is.
    static func problems(_ web: WebSettings?) -> ConfigProblems? {
        guard let path = web?.configFile else { return nil }
        switch load(path: path, credentialDirectory: Setup.credentialDirectory) {
        case .failure(let problems): return problems
        case .success(let access): return access.warnings.isEmpty ? nil : ConfigProblems(access.warnings)
        }
    }
}
