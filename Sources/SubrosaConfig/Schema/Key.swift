/// Every key that a configuration may have.
enum Key: String, CaseIterable {
    case nodes, listen, tls, web
    case name, address, identity
    case virtualAddress = "virtual_address"
    case certFile = "cert_file"
    case keyFile = "key_file"
    case caFile = "ca_file"
    case crlFile = "crl_file"
    case minVersion = "min_version"
    case listenAddress = "listen_address"

    /// For an address that lacks its port.
    var usualPort: Int {
        switch self {
        case .virtualAddress: 9_094
        case .listenAddress: 9_096
        default: 9_095
        }
    }

    var isRequired: Bool { Section.allCases.contains { $0.required.contains(self) } }

    /// What somebody could write, on one line.
    var example: String {
        switch self {
        case .nodes: "nodes: [{name: am-1, address: ..., virtual_address: ...}, ...]"
        case .listen: "listen: \"[::]:9095\""
        case .tls: "tls: {cert_file: node.pem, key_file: node.key, ca_file: ca.pem}"
        case .web: "web: {listen_address: \"127.0.0.1:9096\"}"
        case .name: "name: am-1"
        case .address: "address: am-1.example.com:9095"
        case .identity: "identity: dns:am-1.example.com"
        case .virtualAddress: "virtual_address: 127.77.0.1:9094"
        case .certFile: "cert_file: /etc/subrosa/node.pem"
        case .keyFile: "key_file: /etc/subrosa/node.key"
        case .caFile: "ca_file: /etc/subrosa/ca.pem"
        case .crlFile: "crl_file: /etc/subrosa/crl.pem"
        case .minVersion: "min_version: TLS13"
        case .listenAddress: "listen_address: 127.0.0.1:9096"
        }
    }
}

/// A mapping of the schema and its keys.
enum Section: CaseIterable {
    case top, node, tls, web

    /// As part of a sentence.
    var title: String {
        switch self {
        case .top: "the top level"
        case .node: "a node"
        case .tls: "tls"
        case .web: "web"
        }
    }

    var required: [Key] {
        switch self {
        case .top: [.nodes, .tls]
        case .node: [.name, .address, .virtualAddress]
        case .tls: [.certFile, .keyFile, .caFile]
        case .web: [.listenAddress]
        }
    }

    var optional: [Key] {
        switch self {
        case .top: [.listen, .web]
        case .node: [.identity]
        case .tls: [.crlFile, .minVersion]
        case .web: []
        }
    }

    var known: [Key] { required + optional }

    /// What a message offers; `crl_file` is known only to be refused.
    var offered: String { known.filter { $0 != .crlFile }.map(\.rawValue).joined(separator: ", ") }
}
