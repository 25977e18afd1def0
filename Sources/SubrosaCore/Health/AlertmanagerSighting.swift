/// What can be seen, from outside, of an Alertmanager that is not heard.
package enum AlertmanagerSighting: Hashable, Sendable {
    /// No program has a socket where it should listen: `ip:port`.
    case absent(String)
    /// Some program has; it sends nothing, or what it sends does not come through.
    case present(String)
    /// Datagrams for peers come from elsewhere, and are dropped.
    case elsewhere(sender: String, expected: String)

    /// Behind "the Alertmanager beside this node has sent nothing for 7 s".
    package var message: String {
        switch self {
        case .absent(let place): "nothing listens on UDP \(place)"
        case .present(let place): "its socket is there (UDP \(place))"
        case .elsewhere(let sender, let expected): "datagrams for peers come from \(sender) and not from \(expected)"
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .absent: "start Alertmanager, with the flags of subrosa flags"
        case .present: "look whether Alertmanager is frozen, and for firewall rules on the loopback interface"
        case .elsewhere: "start Alertmanager with the flags of subrosa flags, and no other --cluster.listen-address"
        }
    }
}
