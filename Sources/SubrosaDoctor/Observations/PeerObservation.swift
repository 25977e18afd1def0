import SubrosaCore
import SubrosaTransport

/// One peer, as it was reached from here.
package struct PeerObservation: Hashable, Sendable {
    package enum Way: Hashable, Sendable {
        /// Its name could not be resolved; what the system said.
        case unresolved(String)
        /// Its addresses are known, but it was not dialled; why.
        case notDialled(addresses: [String], String)
        /// At least one.
        case dialled([Dial])
    }

    package struct Dial: Hashable, Sendable {
        /// `ip:port`
        package let address: String
        package let outcome: ProbeOutcome
        /// The handshake did not end with full segments, and did with small ones.
        package let passesSmallOnly: Bool

        package init(address: String, outcome: ProbeOutcome, passesSmallOnly: Bool = false) {
            self.address = address
            self.outcome = outcome
            self.passesSmallOnly = passesSmallOnly
        }
    }

    package let node: Node
    package let way: Way
    /// nil if nobody there tells the time.
    package let clock: ClockReading?

    package init(node: Node, way: Way, clock: ClockReading? = nil) {
        self.node = node
        self.way = way
        self.clock = clock
    }
}
