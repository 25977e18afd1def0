/// Where the admin pages are served. Checked, but not served by this version.
package struct WebSettings: Hashable, Sendable {
    /// `listen_address`
    package let listenAddress: ListenAddress
}
