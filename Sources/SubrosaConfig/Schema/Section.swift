/// A mapping of the schema and its keys.
enum Section: CaseIterable {
    case top, node, tls, denied, web

    /// As part of a sentence.
    var title: String {
        switch self {
        case .top: "the top level"
        case .node: "a node"
        case .tls: "tls"
        case .denied: "an entry of deny"
        case .web: "web"
        }
    }

    var required: [Key] {
        switch self {
        case .top: [.nodes, .tls]
        case .node: [.name, .address, .virtualAddress]
        case .tls: [.certFile, .keyFile, .caFile]
        // Which of its keys it needs depends on which it has.
        case .denied: []
        case .web: [.listenAddress]
        }
    }

    var optional: [Key] {
        switch self {
        case .top: [.listen, .localUsers, .web]
        case .node: [.identity]
        case .tls:
            [
                .crlFile, .crlPolicy, .deny, .keyTypes, .curves, .serverNames, .keyPassphraseFile,
                .allowWorldReadableKey, .minVersion,
            ]
        case .denied: [.key, .serial, .issuer]
        case .web: []
        }
    }

    var known: [Key] { required + optional }

    /// What a message offers.
    var offered: String { known.map(\.rawValue).joined(separator: ", ") }
}
