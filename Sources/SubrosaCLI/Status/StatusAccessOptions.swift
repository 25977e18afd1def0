import ArgumentParser
import SubrosaAdmin

/// With what a running node is asked that does not answer everybody.
struct StatusAccessOptions: ParsableArguments {
    @Option(
        name: .customLong("ca.file"),
        help: ArgumentHelp(
            "The CA certificates that a node with TLS has to stand on, PEM (default: the system's).", valueName: "path")
    )
    var authorityFile: String?

    @Option(name: .customLong("cert.file"), help: ArgumentHelp("A certificate to show, PEM.", valueName: "path"))
    var certificateFile: String?

    @Option(name: .customLong("key.file"), help: ArgumentHelp("Its private key, PEM.", valueName: "path"))
    var keyFile: String?

    @Option(name: .customLong("user"), help: ArgumentHelp("A user of basic_auth_users.", valueName: "name"))
    var user: String?

    @Option(
        name: .customLong("password.file"),
        help: ArgumentHelp("A file with the user's password in its first line.", valueName: "path"))
    var passwordFile: String?

    func validate() throws {
        guard (user == nil) == (passwordFile == nil) else {
            throw ValidationError("--user and --password.file go together: give both, or neither")
        }
        guard (certificateFile == nil) == (keyFile == nil) else {
            throw ValidationError("--cert.file and --key.file go together: give both, or neither")
        }
    }

    /// - Throws: ``StatusFailure``, if the password cannot be read.
    func access() throws(StatusFailure) -> StatusAccess {
        var credentials: BasicCredentials?
        if let user, let passwordFile {
            credentials = BasicCredentials(user: user, password: try StatusAccess.password(in: passwordFile))
        }
        return StatusAccess(
            credentials: credentials, authority: authorityFile, clientCertificate: certificateFile, clientKey: keyFile)
    }
}
