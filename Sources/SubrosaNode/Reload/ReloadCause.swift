/// Why the configuration is read again; the raw value stands in the log.
package enum ReloadCause: String, Sendable {
    case signal = "SIGHUP"
    case files = "files changed"
    case request = "HTTP request"
    /// The last one was refused, and the cause may have passed.
    case retry = "retry"
}
