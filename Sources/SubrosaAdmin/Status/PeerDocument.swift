import SubrosaCore

/// A peer in a ``StatusDocument``.
package struct PeerDocument: Hashable, Sendable, Codable {
    package struct Trouble: Hashable, Sendable, Codable {
        package let reason: String
        package let message: String
        package let remedy: String
        package let detail: String?
        package let time: String
    }

    package struct Link: Hashable, Sendable, Codable {
        package let up: Bool
        package let since: String?
        package let address: String?
        package let established: UInt64
        package let certificate: StatusDocument.Certificate?
        package let lastTrouble: Trouble?
    }

    package struct Carried: Hashable, Sendable, Codable {
        package let outbound: UInt64
        package let inbound: UInt64
    }

    /// By reason; only those that happened.
    package struct Lost: Hashable, Sendable, Codable {
        package let outbound: [String: UInt64]
        package let inbound: [String: UInt64]
    }

    package struct Traffic: Hashable, Sendable, Codable {
        package let datagrams: Carried
        package let datagramBytes: Carried
        package let datagramsDropped: Lost
        package let streams: Carried
        package let streamBytes: Carried
        package let streamsFailed: Lost
    }

    package struct DatagramPath: Hashable, Sendable, Codable {
        package let overUdp: Bool
        /// Why not; nil if they do.
        package let linkAlone: String?
        package let sealedPackets: Carried
        package let discardedCopies: UInt64
    }

    package let name: String
    package let linkAddress: String
    package let virtualAddress: String
    package let tableEqual: Bool?
    package let outbound: Link
    package let inbound: Link
    package let openStreams: Int
    /// Which way datagrams to the peer go.
    package let datagramPath: DatagramPath
    package let traffic: Traffic
    package let gossip: GossipDocument.Peer
}
