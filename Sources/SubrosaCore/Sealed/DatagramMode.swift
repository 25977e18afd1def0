/// `datagrams` of the configuration: which way this node sends datagrams to its peers.
package enum DatagramMode: String, Hashable, Sendable, CaseIterable {
    /// On the link, and sealed over UDP as well, several times; the first copy that arrives is delivered. Above a rate
    /// that gossip does not reach, one of the two ways.
    case hedged
    /// Sealed over UDP, once; on the link only while UDP does not pass.
    case udp
    /// On the link alone. This node takes no sealed datagrams either.
    case tls
}
