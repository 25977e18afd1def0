/// Where the admin pages are served.
package struct WebSettings: Hashable, Sendable {
    /// `listen_address`
    package let listenAddress: ListenAddress
}
