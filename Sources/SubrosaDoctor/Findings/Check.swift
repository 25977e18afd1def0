/// One thing that was looked at.
package struct Check: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        case ok
        /// There is a finding about it.
        case wrong
        /// Not looked at, or not judged; the text says why.
        case skipped
    }

    /// In the order in which they are gone through.
    package enum Step: String, Hashable, Sendable, CaseIterable {
        case configuration, credentials, clock
        case linkPort = "link_port"
        case adminPort = "admin_port"
        case virtualAddresses = "virtual_addresses"
        case subrosa, disks, limits
        case name, tcp, tls, identity, hello
        case nodeTable = "node_table"
        case roundTrip = "round_trip"
        case link, datagrams
        case listening, flags, api, advertised, members, gossip
    }

    package let about: Subject
    package let step: Step
    package let state: State
    /// One line; may have text in it that came from the network.
    package let seen: String

    package init(_ about: Subject, _ step: Step, _ state: State, _ seen: String) {
        self.about = about
        self.step = step
        self.state = state
        self.seen = seen
    }
}
