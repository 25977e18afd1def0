import FoundationEssentials

/// What of `/api/v2/status` is of interest (Alertmanager api/v2/openapi.yaml, `alertmanagerStatus`).
package struct AlertmanagerStatus: Hashable, Sendable, Codable {
    package struct Cluster: Hashable, Sendable, Codable {
        package struct Member: Hashable, Sendable, Codable {
            package let name: String
            /// What it advertises, `ip:port`.
            package let address: String

            package init(name: String, address: String) {
                self.name = name
                self.address = address
            }
        }

        /// This Alertmanager's own name among the members.
        package let name: String?
        /// `ready`, `settling` or `disabled`.
        package let status: String
        /// This one too; without those that count as failed.
        package let peers: [Member]?

        package init(name: String?, status: String, peers: [Member]?) {
            self.name = name
            self.status = status
            self.peers = peers
        }
    }

    package let cluster: Cluster

    package init(cluster: Cluster) { self.cluster = cluster }

    /// - Returns: nil if `json` is no such status.
    package init?(json: [UInt8]) {
        guard let status = try? JSONDecoder().decode(Self.self, from: Data(json)) else { return nil }
        self = status
    }

    /// What the other members advertise.
    package var others: [String] {
        (cluster.peers ?? []).filter { $0.name != cluster.name }.map(\.address)
    }

    /// What this Alertmanager itself advertises.
    package var advertised: String? { cluster.peers?.first { $0.name == cluster.name }?.address }
}
