/// Where the admin pages are served.
package struct WebSettings: Hashable, Sendable {
    /// `listen_address`
    package let listenAddress: ListenAddress
    /// `config_file`, ready to open: the file that says who may come in, and over TLS or not; nil: everybody, without.
    package let configFile: String?

    package init(listenAddress: ListenAddress, configFile: String? = nil) {
        self.listenAddress = listenAddress
        self.configFile = configFile
    }
}
