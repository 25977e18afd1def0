/// Every key that a configuration may have.
enum Key: String, CaseIterable {
    case nodes, listen, tls, web, edge, resolver, datagrams
    case name, address, identity, alertmanager
    case virtualAddress = "virtual_address"
    case certFile = "cert_file"
    case keyFile = "key_file"
    case caFile = "ca_file"
    case crlFile = "crl_file"
    case crlPolicy = "crl_policy"
    case deny
    case key, serial, issuer
    case keyTypes = "key_types"
    case curves
    case serverNames = "server_names"
    case keyPassphraseFile = "key_passphrase_file"
    case allowWorldReadableKey = "allow_world_readable_key"
    case minVersion = "min_version"
    case localUsers = "local_users"
    case listenAddress = "listen_address"
    case directory, users
    case hostSocket = "host_socket"
    case edgeSocket = "edge_socket"
    case owner, group, mode
    case configFile = "config_file"
    // In the file that config_file names.
    case tlsServerConfig = "tls_server_config"
    case basicAuthUsers = "basic_auth_users"
    case clientAuthType = "client_auth_type"
    case clientCAFile = "client_ca_file"

    /// For an address that lacks its port.
    var usualPort: Int {
        switch self {
        case .virtualAddress, .alertmanager: 9_094
        case .listenAddress: 9_096
        case .resolver: 53
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
        case .datagrams: "datagrams: hedged"
        case .web: "web: {listen_address: \"127.0.0.1:9096\"}"
        case .name: "name: am-1"
        case .address: "address: am-1.example.com:9095"
        case .identity: "identity: dns:am-1.example.com"
        case .virtualAddress: "virtual_address: 127.77.0.1:9094"
        case .certFile: "cert_file: /etc/subrosa/node.pem"
        case .keyFile: "key_file: /etc/subrosa/node.key"
        case .caFile: "ca_file: /etc/subrosa/ca.pem"
        case .crlFile: "crl_file: /etc/subrosa/crl.pem"
        case .crlPolicy: "crl_policy: fail_closed"
        case .deny: "deny: [{key: \"sha256:...\"}]"
        case .key: "key: \"sha256:...\", with the 64 digits that subrosa pki inspect prints as key sha256"
        case .serial: "serial: \"6fb30a1c\", as subrosa pki inspect prints it"
        case .issuer: "issuer: 'CN=Subrosa CA', as subrosa pki inspect prints it"
        case .keyTypes: "key_types: [P256, Ed25519]"
        case .curves: "curves: [X25519MLKEM768, X25519]"
        case .serverNames: "server_names: [am-1.example.com, am-2.example.com]"
        case .keyPassphraseFile: "key_passphrase_file: /etc/subrosa/node.pass"
        case .allowWorldReadableKey: "allow_world_readable_key: true"
        case .minVersion: "min_version: TLS13"
        case .localUsers: "local_users: [alertmanager]"
        case .listenAddress: "listen_address: 127.0.0.1:9096"
        case .alertmanager: "alertmanager: 127.0.0.1:9094"
        case .resolver: "resolver: 127.0.0.1:53"
        case .edge: "edge: {directory: /run/subrosa/edge}"
        case .directory: "directory: /run/subrosa/edge"
        case .users: "users: [alertmanager]"
        case .hostSocket: "host_socket: {group: alertmanager, mode: \"0660\"}"
        case .edgeSocket: "edge_socket: {group: alertmanager, mode: \"0660\"}"
        case .owner: "owner: alertmanager"
        case .group: "group: alertmanager"
        case .mode: "mode: \"0660\""
        case .configFile: "config_file: /etc/subrosa/web.yml"
        case .tlsServerConfig: "tls_server_config: {cert_file: web.pem, key_file: web.key}"
        case .basicAuthUsers: "basic_auth_users: {prometheus: $2y$10$...}"
        case .clientAuthType: "client_auth_type: RequireAndVerifyClientCert"
        case .clientCAFile: "client_ca_file: /etc/subrosa/web-clients.pem"
        }
    }
}
