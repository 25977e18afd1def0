/// A mapping of the schema and its keys.
enum Section: CaseIterable {
    case top, node, tls, denied, web, edge, hostSocket, edgeSocket
    // Of a web configuration file.
    case webFile, webTLS

    /// As part of a sentence.
    var title: String {
        switch self {
        case .top: "the top level"
        case .node: "a node"
        case .tls: "tls"
        case .denied: "an entry of deny"
        case .web: "web"
        case .edge: "edge"
        case .hostSocket: "host_socket"
        case .edgeSocket: "edge_socket"
        case .webFile: "a web configuration"
        case .webTLS: "tls_server_config"
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
        case .edge: [.directory]
        case .hostSocket, .edgeSocket, .webFile: []
        case .webTLS: [.certFile, .keyFile]
        }
    }

    var optional: [Key] {
        switch self {
        case .top: [.listen, .datagrams, .localUsers, .resolver, .edge, .web]
        case .node: [.alertmanager, .identity]
        case .tls:
            [
                .crlFile, .crlPolicy, .deny, .keyTypes, .curves, .serverNames, .keyPassphraseFile,
                .allowWorldReadableKey, .minVersion,
            ]
        case .denied: [.key, .serial, .issuer]
        case .web: [.configFile]
        case .webFile: [.tlsServerConfig, .basicAuthUsers]
        case .webTLS: [.clientAuthType, .clientCAFile, .minVersion]
        case .edge: [.users, .hostSocket, .edgeSocket]
        case .hostSocket, .edgeSocket: [.owner, .group, .mode]
        }
    }

    /// Whether it is in a file of its own, which `config_file` in `web` names.
    var isOfWebFile: Bool { self == .webFile || self == .webTLS }

    var known: [Key] { required + optional }

    /// What a message offers.
    var offered: String { known.map(\.rawValue).joined(separator: ", ") }
}
