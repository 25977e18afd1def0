import SubrosaAdmin
import SubrosaConfig
import SubrosaCore
import SubrosaLocal

/// The Alertmanager of this machine: where it listens, its flags, whom it has for members.
struct AlertmanagerExamination {
    private let seen: Observations
    private let sockets: SocketView
    private let isNodeWell: Bool
    private let isStopped: Bool
    private let troubled: Set<NodeName>
    private(set) var notes = Notebook()

    /// - Parameters:
    ///   - isNodeWell: this node's Subrosa runs, with nothing wrong.
    ///   - isStopped: it has been found that nothing runs here, Alertmanager neither.
    ///   - troubled: peers that are not reached, or not as they should be; that they are no members follows from that.
    init(_ observations: Observations, sockets: SocketView, isNodeWell: Bool, isStopped: Bool, troubled: Set<NodeName>)
    {
        seen = observations
        self.sockets = sockets
        self.isNodeWell = isNodeWell
        self.isStopped = isStopped
        self.troubled = troubled
        guard !site.isSplit else {
            notes.skipped(.alertmanager, .listening, "this node is split: it is not seen from here")
            api()
            return
        }
        listening()
        flags()
        api()
    }

    private var site: Site { seen.site }
    private var listenFlag: String { site.flags.lines.first ?? "" }
    private var allFlags: String { "$(subrosa flags --config.file=\(site.configFile) --node=\(site.node.name))" }
    private var useFlags: String { "start Alertmanager with \(listenFlag); all flags: \(allFlags)" }

    // MARK: Listening

    private mutating func listening() {
        if let entry = sockets.alertmanagerOnWildcard {
            notes.wrong(
                .listening,
                Finding(
                    .own(.alertmanagerOnWildcard), .alertmanager,
                    seen: "\(SocketView.holder(entry)) has \(entry.transport.rawValue) \(entry.address)",
                    remedy: useFlags))
            return
        }
        guard let place = site.listening else {
            wrong(
                .alertmanagerNotFound, "\(site.listeningText): \(site.elsewhere?.trouble ?? "no address")",
                "correct alertmanager: of \(site.node.name) in \(site.configFile), or the name, so that it stands for an address of this machine (ip address show)",
                at: .listening)
            return
        }
        let wildcards = site.elsewhere == nil ? [] : sockets.wildcards(place.port)
        let entries = sockets.exactly(place.ip, place.port) + wildcards
        if let entry = entries.first(where: {
            $0.holder != nil && !SocketView.isAlertmanager($0) && !SocketView.isSubrosa($0)
        }) {
            notes.wrong(
                .listening,
                Finding(
                    .own(.ownAddressTaken), .alertmanager,
                    seen: "\(SocketView.holder(entry)) has \(entry.transport.rawValue) \(entry.address)",
                    remedy: "stop it (process \(entry.holder?.pid ?? 0)), then \(useFlags)"))
        } else if entries.contains(where: SocketView.isSubrosa) {
            notes.skipped(.alertmanager, .listening, "a Subrosa has \(site.listeningText)")
        } else if let entry = entries.first {
            notes.ok(.alertmanager, .listening, "\(SocketView.holder(entry)) on \(site.listeningText)")
        } else {
            nobody()
        }
    }

    /// Nobody listens where Alertmanager should. If it runs, its flags or its status say why.
    private mutating func nobody() {
        if let entry = sockets.alertmanagerAtPeer {
            notes.wrong(
                .listening,
                Finding(
                    .own(.alertmanagerListenAddress), .alertmanager,
                    seen: "\(SocketView.holder(entry)) has \(entry.address), which is a peer's virtual address",
                    remedy: useFlags))
            return
        }
        if let command = seen.alertmanager.command, site.flags.review(command).wrongListenAddress != nil {
            notes.skipped(.alertmanager, .listening, "nobody listens on \(site.listeningText)")
            return
        }
        if case .answered(_, let status) = seen.alertmanager.api {
            guard status.cluster.status != "disabled" else {
                notes.skipped(.alertmanager, .listening, "nobody listens on \(site.listeningText)")
                return
            }
            notes.wrong(
                .listening,
                Finding(
                    .own(.alertmanagerListenAddress), .alertmanager,
                    seen: "Alertmanager runs, but nobody listens on \(site.listeningText)", remedy: useFlags))
            return
        }
        guard !isStopped, sockets.isSubrosaThere else {
            notes.skipped(
                .alertmanager, .listening,
                "nobody listens on \(site.listeningText); not judged while no Subrosa runs, which may be what starts it"
            )
            return
        }
        notes.wrong(
            .listening,
            Finding(
                .own(.alertmanagerNotRunning), .alertmanager,
                seen: "nobody listens on \(site.listeningText), UDP or TCP",
                remedy: "alertmanager --config.file=alertmanager.yml \(allFlags)"))
    }

    // MARK: Flags

    private mutating func flags() {
        guard !notes.has(.alertmanagerNotFound) else { return }
        guard let process = seen.alertmanager.process, let command = seen.alertmanager.command else {
            notes.skipped(
                .alertmanager, .flags, "no Alertmanager's command line can be seen here (root sees all of them)")
            return
        }
        let review = site.flags.review(command)
        let before = notes.findings.count
        // What is on the wildcard, or on a peer's address, has its finding, and the other flags are wrong with it.
        guard !notes.has(.alertmanagerOnWildcard, .alertmanagerListenAddress) else {
            notes.skipped(.alertmanager, .flags, "of \(process): not as subrosa flags prints them")
            return
        }
        if review.isClusterDisabled {
            wrong(.clusterDisabled, "\(process) has an empty --cluster.listen-address", useFlags)
            return
        }
        if let address = review.wrongListenAddress {
            wrong(
                .alertmanagerListenAddress,
                "\(process) has --cluster.listen-address=\(address), not \(site.listeningText)",
                useFlags)
            return
        }
        if let address = review.wrongAdvertiseAddress {
            wrong(
                .alertmanagerAdvertiseAddress,
                "\(process) has --cluster.advertise-address=\(address), not \(site.node.virtualAddress)",
                "leave --cluster.advertise-address out; all flags: \(allFlags)")
        }
        peerFlags(review, process)
        if let file = review.tlsConfig {
            wrong(
                .alertmanagerOwnTLS, "\(process) has --cluster.tls-config=\(file)", DoctorCode.alertmanagerOwnTLS.remedy
            )
        }
        guard notes.findings.count == before else { return }
        notes.ok(.alertmanager, .flags, "as subrosa flags prints them")
    }

    private mutating func peerFlags(_ review: ClusterFlagReview, _ process: SocketHolder) {
        guard !review.foreignPeers.isEmpty || !review.missingPeers.isEmpty else { return }
        func list(_ addresses: [String]) -> String { addresses.map { "--cluster.peer=\($0)" }.joined(separator: " ") }
        let foreign = review.foreignPeers.isEmpty ? nil : "has \(list(review.foreignPeers))"
        let missing = review.missingPeers.isEmpty ? nil : "lacks \(list(review.missingPeers))"
        wrong(
            .alertmanagerPeerFlags,
            "\(process) " + [foreign, missing].compactMap { $0 }.joined(separator: " and "),
            "start Alertmanager with \(allFlags), and no other --cluster.peer")
    }

    private mutating func wrong(_ code: DoctorCode, _ seen: String, _ remedy: String, at step: Check.Step = .flags) {
        notes.wrong(step, Finding(.own(code), .alertmanager, seen: seen, remedy: remedy))
    }

    // MARK: Its API

    private mutating func api() {
        switch seen.alertmanager.api {
        case .notAsked(let why): notes.skipped(.alertmanager, .api, why)
        case .failed(let url, let failure, let isGiven): unanswered(url, failure, isGiven: isGiven)
        case .odd(let url, let what):
            if notes.findings.isEmpty {
                wrong(
                    .alertmanagerNotAnswering, "\(url): \(what)",
                    "say where Alertmanager's API is: --alertmanager.url=http://HOST:PORT", at: .api)
            } else {
                notes.skipped(.alertmanager, .api, "\(url): \(what)")
            }
        case .answered(let url, let status):
            notes.ok(.alertmanager, .api, "\(url): \(status.cluster.status)")
            members(status)
        }
    }

    private mutating func unanswered(_ url: String, _ failure: PageFailure, isGiven: Bool) {
        let text = "\(url): \(failure)"
        guard !isStopped, sockets.isSubrosaThere || seen.alertmanager.process != nil else {
            notes.skipped(.alertmanager, .api, text)
            return
        }
        if case .silent = failure, notes.findings.isEmpty {
            wrong(.alertmanagerNotAnswering, text, DoctorCode.alertmanagerNotAnswering.remedy, at: .api)
        } else if isGiven, notes.findings.isEmpty {
            wrong(
                .alertmanagerNotAnswering, text,
                "look at Alertmanager's --web.listen-address, and give --alertmanager.url=http://HOST:PORT", at: .api)
        } else {
            notes.skipped(.alertmanager, .api, "\(text); --alertmanager.url says where it is")
        }
    }

    private mutating func members(_ status: AlertmanagerStatus) {
        guard status.cluster.status != "disabled" else {
            if !notes.has(.clusterDisabled, .alertmanagerListenAddress) {
                wrong(.clusterDisabled, "its status says that the cluster is disabled", useFlags, at: .advertised)
            }
            return
        }
        let own = "\(site.node.virtualAddress)"
        if let advertised = status.advertised, advertised != own {
            if notes.findings.isEmpty {
                wrong(
                    .alertmanagerAdvertiseAddress, "it advertises \(advertised), not \(own)", useFlags, at: .advertised)
            } else {
                notes.skipped(.alertmanager, .advertised, "\(advertised), not \(own)")
            }
        } else if status.advertised != nil {
            notes.ok(.alertmanager, .advertised, own)
        }
        guard status.cluster.status == "ready" else {
            notes.skipped(.alertmanager, .members, "it is still \(status.cluster.status)")
            return
        }
        compare(status.others)
    }

    private mutating func compare(_ others: [String]) {
        let known = Dictionary(
            uniqueKeysWithValues: site.table.nodes.map { ("\($0.virtualAddress)", $0.name) })
        let strangers = others.filter { known[$0] == nil }
        let isOwnFault = !notes.findings.isEmpty
        if !strangers.isEmpty, !isOwnFault {
            wrong(
                .gossipPastSubrosa, "it has members at \(strangers.sorted().joined(separator: ", "))",
                "there: start Alertmanager with the flags of subrosa flags --config.file=\(site.configFile) --node=NAME",
                at: .members)
        }
        let missing = seen.peers.map(\.node).filter { !others.contains("\($0.virtualAddress)") }
        let isExcused = isOwnFault || !strangers.isEmpty || !isNodeWell
        let unexplained = isExcused ? [] : missing.filter { !troubled.contains($0.name) }
        for peer in unexplained {
            notes.wrong(
                .members,
                Finding(
                    .own(.memberMissing), .peer(peer.name),
                    seen: "\(peer.virtualAddress) is none of this Alertmanager's members",
                    remedy:
                        "look whether Alertmanager runs there; on its machine: subrosa doctor --config.file=\(site.configFile) --node=\(peer.name)"
                ))
        }
        if missing.isEmpty, strangers.isEmpty {
            notes.ok(.alertmanager, .members, "all that were looked for, at their virtual addresses")
        } else if unexplained.isEmpty {
            let words = missing.map { "\($0.name) is missing" } + strangers.map { "\($0) is no virtual address" }
            notes.skipped(.alertmanager, .members, words.joined(separator: ", "))
        }
    }
}
