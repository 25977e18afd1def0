import SubrosaConfig
import SubrosaCore

extension StatusURL {
    /// Where a node on this machine is reached that serves its admin pages so: all interfaces include loopback.
    ///
    /// What is wrong with its web configuration file the node says; with TLS is asked only if the file can be read.
    ///
    /// - Parameter credentialDirectory: where systemd puts the files of `LoadCredential=`. Blocks on the disk.
    package init(_ web: WebSettings, credentialDirectory: String?) {
        let address = web.listenAddress
        let file = web.configFile.flatMap {
            try? WebFileLoader.load(path: $0, credentialDirectory: credentialDirectory).get()
        }
        self.init(
            host: address.ip.isUnspecified ? (address.ip.isIPv6 ? "::1" : "127.0.0.1") : "\(address.ip)",
            port: Int(address.port), isSecure: file?.tls != nil)
    }
}
