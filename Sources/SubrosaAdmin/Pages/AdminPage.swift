/// What is served, by path.
package enum AdminPage: String, Hashable, Sendable, CaseIterable {
    case front = "/"
    case metrics = "/metrics"
    case status = "/api/v1/status"
    case healthy = "/-/healthy"
    case ready = "/-/ready"
    case icon = "/favicon.ico"
    case reload = "/-/reload"

    /// The methods that it takes.
    package var methods: [String] { self == .reload ? ["POST", "PUT"] : ["GET", "HEAD"] }
}
