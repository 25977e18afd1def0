/// What `subrosa doctor` may find beyond the reasons for which a peer cannot be reached or refuses. Closed: the output,
/// its JSON and docs/DOCTOR.md share these words.
package enum DoctorCode: String, Hashable, Sendable, CaseIterable {
    // This node: its files, its clock, its process.
    case configurationInvalid = "configuration_invalid"
    case ownCertificateExpired = "own_certificate_expired"
    case ownCertificateNotYetValid = "own_certificate_not_yet_valid"
    case expiresSoon = "expires_soon"
    case clockSuspect = "clock_suspect"
    case clockDiffers = "clock_differs"
    case nodeStopped = "node_stopped"
    case subrosaNotRunning = "subrosa_not_running"
    case linkPortTaken = "link_port_taken"
    case adminPortTaken = "admin_port_taken"
    case peerAddressTaken = "peer_address_taken"
    case anotherNodeRuns = "another_node_runs"
    case configurationNotInForce = "configuration_not_in_force"
    case reloadRefused = "reload_refused"
    case edgeMissing = "edge_missing"
    case diskFull = "disk_full"
    case fileLimitLow = "file_limit_low"
    case receiveBufferSmall = "receive_buffer_small"
    // The way to a peer.
    case packetSize = "packet_size"
    case slowPath = "slow_path"
    case tablesDiffer = "tables_differ"
    case linkDown = "link_down"
    case inboundLinkDown = "inbound_link_down"
    case datagramsDropped = "datagrams_dropped"
    case datagramsOnLinkAlone = "datagrams_on_link_alone"
    // Alertmanager.
    case alertmanagerNotFound = "alertmanager_not_found"
    case ownAddressTaken = "own_address_taken"
    case alertmanagerNotRunning = "alertmanager_not_running"
    case alertmanagerNotAnswering = "alertmanager_not_answering"
    case alertmanagerOnWildcard = "alertmanager_on_wildcard"
    case alertmanagerListenAddress = "alertmanager_listen_address"
    case alertmanagerAdvertiseAddress = "alertmanager_advertise_address"
    case alertmanagerPeerFlags = "alertmanager_peer_flags"
    case alertmanagerOwnTLS = "alertmanager_own_tls"
    case clusterDisabled = "cluster_disabled"
    case udpLost = "udp_lost"
    case gossipPastSubrosa = "gossip_past_subrosa"
    case memberMissing = "member_missing"

    /// What it is, as docs/DOCTOR.md says it.
    package var meaning: String {
        switch self {
        case .configurationInvalid: "the configuration, or a file that it names, is not valid"
        case .ownCertificateExpired: "this node's own certificate has expired"
        case .ownCertificateNotYetValid: "this node's own certificate is not valid yet"
        case .expiresSoon: "this node's certificate, a CA or a CRL ends within two weeks"
        case .clockSuspect:
            "certificates are out of date by less than a day, in a way that this machine's clock explains"
        case .clockDiffers: "this machine's clock and a peer's are more than five seconds apart"
        case .nodeStopped: "neither Subrosa nor Alertmanager runs here, or they are ending"
        case .subrosaNotRunning: "no subrosa runs for this node, and nothing seen here keeps it from starting"
        case .linkPortTaken: "another program listens where this node accepts peers"
        case .adminPortTaken: "another program listens where this node serves its admin pages"
        case .peerAddressTaken: "another program has a peer's virtual address"
        case .anotherNodeRuns: "a Subrosa runs here as another node: it has this node's own virtual address"
        case .configurationNotInForce: "the running node has another node table than the file"
        case .reloadRefused: "the last reload was not taken over"
        case .edgeMissing: "the edge of this split node is not there"
        case .diskFull: "a file system is full to which Subrosa, Alertmanager or the system's log writes"
        case .fileLimitLow: "Subrosa may open few files and sockets"
        case .receiveBufferSmall: "the kernel grants programs smaller receive buffers than usual"
        case .packetSize: "the way to the peer loses packets of full size"
        case .slowPath: "a round trip to the peer takes longer than Alertmanager waits for an answer"
        case .tablesDiffer: "the peer's node table differs from this node's"
        case .linkDown: "the peer can be reached, but the running node has no link to it"
        case .inboundLinkDown: "this node reaches the peer, but the peer has no link to this node"
        case .datagramsDropped: "the running node is dropping datagrams"
        case .datagramsOnLinkAlone: "datagrams do not go over UDP, although they should"
        case .alertmanagerNotFound: "the name in alertmanager of this node stands for no address of this machine"
        case .ownAddressTaken: "another program than Alertmanager has this node's own virtual address"
        case .alertmanagerNotRunning: "nothing listens where this node's Alertmanager should"
        case .alertmanagerNotAnswering: "Alertmanager's API does not answer as it should"
        case .alertmanagerOnWildcard: "Alertmanager listens for gossip on every address of this machine"
        case .alertmanagerListenAddress: "Alertmanager listens for gossip on another address than it should"
        case .alertmanagerAdvertiseAddress: "Alertmanager advertises another address than this node's virtual address"
        case .alertmanagerPeerFlags: "Alertmanager's --cluster.peer are not the peers' virtual addresses"
        case .alertmanagerOwnTLS: "Alertmanager uses --cluster.tls-config as well"
        case .clusterDisabled: "Alertmanager joins no cluster"
        case .udpLost: "UDP between an Alertmanager and its Subrosa is lost, at least one way"
        case .gossipPastSubrosa: "Alertmanager has a member whose address is no node's virtual address"
        case .memberMissing: "the peer's Subrosa is well, but its Alertmanager is no member"
        }
    }

    /// Why it matters.
    package var why: String {
        switch self {
        case .configurationInvalid: "subrosa run does not start with it, and a running node does not take it over"
        case .ownCertificateExpired, .ownCertificateNotYetValid: "every peer refuses this node"
        case .expiresSoon: "when it has ended, peers refuse each other"
        case .clockSuspect: "with a wrong clock good certificates are refused, and bad ones are accepted"
        case .clockDiffers:
            "silences begin and end at the wrong time, notifications are sent twice, and good certificates may be refused"
        case .nodeStopped: "this node is no part of the cluster"
        case .subrosaNotRunning: "nothing is carried: the peers' virtual addresses on this machine are nobody's"
        case .linkPortTaken, .adminPortTaken, .peerAddressTaken, .anotherNodeRuns:
            "subrosa run cannot start, or does not serve this node"
        case .configurationNotInForce: "what the file says is not what the node does"
        case .reloadRefused: "what was read before is still in force"
        case .edgeMissing: "gossip has nobody to go to: datagrams are dropped and streams are reset"
        case .diskFull: "log lines are lost, and Alertmanager cannot keep its silences over a restart"
        case .fileLimitLow: "when they run out, streams and links cannot be made any more"
        case .receiveBufferSmall: "a burst of gossip does not fit, and the kernel drops what does not"
        case .packetSize: "small messages pass and large ones hang, so that handshakes and streams fail"
        case .slowPath: "Alertmanager suspects members that are well"
        case .tablesDiffer: "nodes that only one of the two has are not reached through Subrosa by the other"
        case .linkDown: "datagrams to the peer are dropped and streams are refused"
        case .inboundLinkDown: "what the peer's Alertmanager sends to this one is lost"
        case .datagramsOnLinkAlone:
            "nothing is lost, but where the network loses packets gossip waits for TCP, and members that are well may be suspected"
        case .datagramsDropped: "silences and notifications spread late, and members that are well are suspected"
        case .udpLost: "silences and notifications spread late, and members that are well are suspected"
        case .ownAddressTaken, .alertmanagerNotRunning, .alertmanagerNotFound:
            "gossip for this node has nobody to go to"
        case .alertmanagerNotAnswering: "a frozen or overloaded Alertmanager is taken for failed by the others"
        case .alertmanagerOnWildcard:
            "it takes the peers' virtual addresses as well, so that subrosa run cannot start, and anybody on the network can reach it in plaintext"
        case .alertmanagerListenAddress:
            "Subrosa hands gossip to the virtual address, where Alertmanager does not hear it"
        case .alertmanagerAdvertiseAddress, .gossipPastSubrosa:
            "the other Alertmanagers send there, past Subrosa, in plaintext or into nothing"
        case .alertmanagerPeerFlags: "it does not find its peers, or gossips with others past Subrosa, in plaintext"
        case .alertmanagerOwnTLS:
            "datagrams become streams, one peer that hangs holds up all, and an Alertmanager without it is not understood"
        case .clusterDisabled: "silences and notifications are not shared at all"
        case .memberMissing: "silences are not shared with it, and notifications are sent twice"
        }
    }

    /// What to do about it, in general; a finding says it with the names of its case.
    package var remedy: String {
        switch self {
        case .configurationInvalid: "correct the line that is named; subrosa check-config shows the same"
        case .ownCertificateExpired: "renew it (subrosa pki renew), or set the clock"
        case .ownCertificateNotYetValid: "set the clock (timedatectl set-ntp true), or issue it again"
        case .expiresSoon: "renew it (subrosa pki renew, rotate-ca, crl); it is taken over without a restart"
        case .clockSuspect: "compare date -u with another machine; timedatectl set-ntp true"
        case .clockDiffers: "timedatectl set-ntp true where date -u is wrong"
        case .nodeStopped:
            "start both; where subrosa exec starts Alertmanager, the end of its log says why Alertmanager ended, or crashed"
        case .subrosaNotRunning: "start subrosa run"
        case .linkPortTaken: "stop that program, or choose another port in listen: and in this node's address:"
        case .adminPortTaken: "stop that program, or choose another port in web.listen_address"
        case .peerAddressTaken: "stop that program"
        case .anotherNodeRuns: "give subrosa run the right --node"
        case .configurationNotInForce: "reload: kill -HUP, or POST /-/reload"
        case .reloadRefused: "correct what it names; subrosa check-config shows the same"
        case .edgeMissing: "start the container (subrosa exec --via, or subrosa edge)"
        case .diskFull: "make room (du -xh PATH shows where it went), and rotate the logs"
        case .fileLimitLow: "LimitNOFILE=65536 in Subrosa's unit, or ulimit -n"
        case .receiveBufferSmall: "sysctl -w net.core.rmem_max=4194304"
        case .packetSize: "let ICMP \"fragmentation needed\" through, or lower the MTU: ip link set dev DEVICE mtu 1400"
        case .slowPath: "look at the network, or give every Alertmanager a longer --cluster.probe-timeout"
        case .tablesDiffer: "give both nodes the same nodes: and reload"
        case .linkDown: "look at the running node's log; run subrosa doctor again in some seconds"
        case .inboundLinkDown: "run subrosa doctor there, for this node"
        case .datagramsOnLinkAlone:
            "open the link port for UDP as for TCP, for packets of full size; or set datagrams: tls"
        case .datagramsDropped: "as docs/ERRORS.md says for the reason"
        case .alertmanagerNotFound: "let the name stand for an address of this machine, or write such an address"
        case .udpLost:
            "nft list ruleset: let UDP between Alertmanager and the virtual addresses pass on the loopback interface"
        case .ownAddressTaken: "stop that program, or give the node another virtual_address"
        case .alertmanagerNotRunning: "start it with the flags that subrosa flags prints"
        case .alertmanagerNotAnswering: "look whether it is frozen or overloaded, or give --alertmanager.url"
        case .alertmanagerOnWildcard, .alertmanagerListenAddress, .alertmanagerAdvertiseAddress,
            .alertmanagerPeerFlags, .clusterDisabled:
            "start it with the flags that subrosa flags prints, and no other of these"
        case .alertmanagerOwnTLS: "leave --cluster.tls-config out, on every node at the same time"
        case .gossipPastSubrosa:
            "on the machine of that address, start Alertmanager with the flags that subrosa flags prints"
        case .memberMissing: "run subrosa doctor there"
        }
    }
}
