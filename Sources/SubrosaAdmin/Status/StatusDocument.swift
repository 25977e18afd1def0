import FoundationEssentials
import SubrosaCore

/// What `/api/v1/status` says, as JSON has it. docs/STATUS.md describes every field; within a version fields are added
/// only. Times are RFC 3339, and what is not known is left out.
package struct StatusDocument: Hashable, Sendable, Codable {
    /// The version of this document that this program writes and reads.
    package static let currentVersion = 1

    package struct Node: Hashable, Sendable, Codable {
        package let name: String
        package let softwareVersion: String
        package let startTime: String
        package let time: String
        package let ready: Bool
        package let draining: Bool
        package let tableDigest: String
    }

    package struct Reload: Hashable, Sendable, Codable {
        package let lastSuccessful: Bool
        package let lastSuccess: String
        package let lastFailure: String?
        package let problems: [String]
        package let successes: UInt64
        package let failures: UInt64
    }

    package struct Certificate: Hashable, Sendable, Codable {
        package let subject: String
        package let serial: String
        package let authority: String
        package let authorityKeySha256: String
        package let notAfter: String
    }

    package struct Authority: Hashable, Sendable, Codable {
        package let subject: String
        package let keySha256: String
        package let notAfter: String
        package let own: Bool
        package let peers: [String]
    }

    package struct RevocationList: Hashable, Sendable, Codable {
        package let issuer: String
        package let thisUpdate: String
        package let nextUpdate: String
        package let revoked: Int
    }

    package struct Edge: Hashable, Sendable, Codable {
        package let attached: Bool
        package let since: String?
        package let user: String?
        package let softwareVersion: String?
        package let attachments: UInt64
        package let lastTrouble: String?
        package let problems: [String]
    }

    package struct Log: Hashable, Sendable, Codable {
        package let losing: Bool
        package let reason: String?
        package let detail: String?
        package let lost: [String: UInt64]
    }

    package let version: Int
    package let node: Node
    package let problems: [NodeProblem]
    package let log: Log
    package let reload: Reload
    package let certificate: Certificate
    package let authorities: [Authority]
    package let revocationLists: [RevocationList]
    package let peers: [PeerDocument]
    /// By reason; every reason is there.
    package let refusals: [String: UInt64]
    /// nil if the whole node is one process.
    package let edge: Edge?
    /// What happened last, newest first.
    package let events: [EventDocument]
    package let alertmanager: GossipDocument.Alertmanager
    /// Who sees whom how; this node's row is the first.
    package let matrix: [GossipDocument.Row]
    /// What is wrong in the cluster, each cause once.
    package let diagnosis: [GossipDocument.Finding]

    /// The document, with its fields by name.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// - Throws: an error of the decoder, if `json` is no such document.
    package init(json: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(Self.self, from: Data(json))
    }
}
