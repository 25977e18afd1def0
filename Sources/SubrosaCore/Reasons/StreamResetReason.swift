/// Why a stream was refused or reset. Closed: the wire, logs and metrics share it.
package enum StreamResetReason: UInt8, Hashable, Sendable, CaseIterable {
    /// The program that opened or accepted the stream aborted it (a TCP reset).
    case aborted = 1
    /// The far Alertmanager refused the connection: it is not running, or not listening on its virtual address.
    case alertmanagerRefused = 2
    /// The far Alertmanager did not take the connection in time.
    case alertmanagerTimeout = 3
    /// The far node carries as many streams as it may.
    case tooManyStreams = 4
    /// The far node is draining.
    case draining = 5
    /// The connection that carried the stream was lost.
    case laneLost = 6
    /// The link to the peer is down.
    case linkDown = 7
    /// No lane could be had in time.
    case noLane = 8
    /// The certificate of the connection that carried the stream is not accepted any more.
    case notTrusted = 9
    /// The program that opened the stream does not belong to one of `local_users`.
    case foreignUser = 10
    /// It is not known where the Alertmanager listens that the stream is for.
    case alertmanagerUnknown = 11
    /// The edge of the far node, which faces Alertmanager, is not there.
    case edgeDown = 12
    /// The host half of this node, which holds the links, is not there.
    case hostDown = 13
    /// A code that this version does not know.
    case unknown = 255

    /// The reason for a code from the wire; a code of a later version is ``unknown``.
    package init(code: UInt8) { self = Self(rawValue: code) ?? .unknown }

    /// The `reason` label in logs and metrics.
    package var label: String {
        switch self {
        case .aborted: "aborted"
        case .alertmanagerRefused: "alertmanager_refused"
        case .alertmanagerTimeout: "alertmanager_timeout"
        case .tooManyStreams: "too_many_streams"
        case .draining: "draining"
        case .laneLost: "lane_lost"
        case .linkDown: "link_down"
        case .noLane: "no_lane"
        case .notTrusted: "not_trusted"
        case .foreignUser: "foreign_user"
        case .alertmanagerUnknown: "alertmanager_unknown"
        case .edgeDown: "edge_down"
        case .hostDown: "host_down"
        case .unknown: "unknown"
        }
    }

    /// What happened, as a log line says it.
    package var message: String {
        switch self {
        case .aborted: "the program at one end aborted the stream"
        case .alertmanagerRefused: "the Alertmanager that the stream is for refused the connection"
        case .alertmanagerTimeout: "the Alertmanager that the stream is for did not take the connection in time"
        case .tooManyStreams: "too many streams are open between the two nodes"
        case .draining: "the far Subrosa is ending"
        case .laneLost: "the connection that carried the stream was lost"
        case .linkDown: "the link to the peer is down"
        case .noLane: "no connection to the peer could be had in time"
        case .notTrusted: "the certificate of the connection that carried the stream is not accepted any more"
        case .foreignUser: "the program that opened the stream belongs to another user than local_users has"
        case .alertmanagerUnknown: "it is not known where the Alertmanager listens that the stream is for"
        case .edgeDown: "the edge of the node that the stream is for is not there"
        case .hostDown: "the host half of the node that the stream comes from is not there"
        case .unknown: "the peer gave a reason that this version does not know"
        }
    }

    /// What to do about it, as a log line says it.
    package var remedy: String {
        switch self {
        case .aborted: "look at the logs of the two Alertmanagers"
        case .alertmanagerRefused:
            "start that Alertmanager, with --cluster.listen-address as subrosa flags prints it"
        case .alertmanagerTimeout: "look whether that Alertmanager is frozen or overloaded"
        case .tooManyStreams: "find out why Alertmanager opens so many; look whether one end has stopped reading"
        case .draining: "nothing, if the peer was stopped on purpose"
        case .foreignUser: "find out what that program is (err has the user), or add its user to local_users"
        case .alertmanagerUnknown: "look at the line Alertmanager not found of the node that the stream is for"
        case .laneLost, .linkDown, .noLane, .notTrusted: "look at the lines about the link to this peer"
        case .edgeDown: "start the container there (subrosa exec --via or subrosa edge)"
        case .hostDown: "start subrosa run on that host"
        case .unknown: "run the same version of Subrosa on both machines"
        }
    }
}
