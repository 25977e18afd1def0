import FoundationEssentials
import SubrosaAdmin
import SubrosaCore
import SubrosaIdentity
import SubrosaLocal

/// This node: its files, its clock, its sockets, its process.
struct NodeExamination {
    /// Less than this gets a finding: a node with a few peers and their streams needs some hundred.
    static let fewFiles: UInt64 = 4_096
    /// What Linux has by default (net/core/sock.c, `SK_RMEM_MAX`), in bytes.
    static let usualReceiveBuffer: UInt64 = 212_992

    /// What does not keep a node from running.
    private static let harmless = [FindingCode.own(.expiresSoon), .own(.clockSuspect), .own(.clockDiffers)]

    private let seen: Observations
    private let clock: ClockSuspicion
    private let sockets: SocketView
    private(set) var notes = Notebook()

    init(_ observations: Observations, clock: ClockSuspicion, sockets: SocketView) {
        seen = observations
        self.clock = clock
        self.sockets = sockets
        notes.ok(.node, .configuration, "\(site.table.nodes.count) nodes, this one is \(site.node.name)")
        credentials()
        clock.note(in: &notes)
        linkPort()
        adminPort()
        virtualAddresses()
        subrosa()
        limits()
    }

    private var site: Site { seen.site }
    private var run: String { "subrosa run --config.file=\(site.configFile) --node=\(site.node.name)" }

    static func finding(
        for problem: CredentialObservation.Problem, code: DoctorCode = .configurationInvalid, andAlso: String = ""
    ) -> Finding {
        Finding(
            .own(code), .node, seen: "\(problem.place): \(problem.what): \(problem.why)",
            remedy: problem.remedy + andAlso)
    }

    // MARK: Files

    private mutating func credentials() {
        let own = seen.credentials.dates
        for problem in seen.credentials.problems where !problem.isOfCertificate {
            notes.wrong(.credentials, Self.finding(for: problem))
        }
        if let first = seen.credentials.problems.first(where: \.isOfCertificate) {
            ownCertificate(first, own)
        } else if seen.credentials.problems.isEmpty {
            endings(own)
        }
    }

    /// If the dates are at fault, the other problems of the certificate follow from that.
    private mutating func ownCertificate(_ first: CredentialObservation.Problem, _ own: CertificateDates?) {
        if let own, clock.explains(own) {
            notes.skipped(.node, .credentials, "\(first.what): look at the clock")
        } else if let own, own.end < seen.now {
            notes.wrong(
                .credentials,
                Self.finding(
                    for: first, code: .ownCertificateExpired, andAlso: clock.isLate(own) ? ClockSuspicion.orElse : ""))
        } else if let own, clock.isEarly(own) {
            notes.skipped(.node, .credentials, "\(first.what): look at the clock")
        } else if let own, own.begin > seen.now {
            notes.wrong(.credentials, Self.finding(for: first, code: .ownCertificateNotYetValid))
        } else {
            for problem in seen.credentials.problems where problem.isOfCertificate {
                notes.wrong(.credentials, Self.finding(for: problem))
            }
        }
    }

    private mutating func endings(_ own: CertificateDates?) {
        let certificate = own.map { CredentialObservation.Ending(what: "this node's own certificate", end: $0.end) }
        let all = [certificate].compactMap { $0 } + seen.credentials.endings
        let soon = all.filter { $0.end.timeIntervalSince(seen.now) < Credentials.expiryWarning }
        for ending in soon {
            notes.wrong(
                .credentials,
                Finding(
                    .own(.expiresSoon), .node, seen: "\(ending.what) ends \(TimeText.utc(ending.end))",
                    remedy: DoctorCode.expiresSoon.remedy))
        }
        guard soon.isEmpty else { return }
        notes.ok(.node, .credentials, own.map { "valid until \(TimeText.utc($0.end))" } ?? "valid")
    }

    // MARK: Sockets

    private mutating func linkPort() {
        let entries = sockets.atLinkPort
        let stranger = entries.first { $0.holder != nil && !SocketView.isSubrosa($0) }
        if let stranger {
            notes.wrong(
                .linkPort,
                Finding(
                    .own(.linkPortTaken), .node,
                    seen:
                        "\(SocketView.holder(stranger)) listens on TCP \(stranger.address), where this node accepts peers",
                    remedy: DoctorCode.linkPortTaken.remedy))
        } else if let entry = entries.first {
            let text = "TCP \(entry.address): \(SocketView.holder(entry))"
            if entry.holder == nil { notes.skipped(.node, .linkPort, text) } else { notes.ok(.node, .linkPort, text) }
        } else {
            let places = site.listen.map { "TCP \($0)" }.joined(separator: ", ")
            notes.skipped(.node, .linkPort, "nobody listens on \(places)")
        }
    }

    /// Only if no Subrosa runs: one that does may serve elsewhere, by its flags.
    private mutating func adminPort() {
        guard let web = site.web, !sockets.isSubrosaThere, let entry = sockets.strangerAt(web) else { return }
        notes.wrong(
            .adminPort,
            Finding(
                .own(.adminPortTaken), .node,
                seen: "\(SocketView.holder(entry)) listens on TCP \(entry.address), which is web.listen_address",
                remedy: DoctorCode.adminPortTaken.remedy))
    }

    private mutating func virtualAddresses() {
        guard !site.isSplit else {
            notes.skipped(.node, .virtualAddresses, "this node is split: they are where its edge is")
            return
        }
        if let entry = sockets.subrosaAtOwn {
            notes.wrong(
                .virtualAddresses,
                Finding(
                    .own(.anotherNodeRuns), .node,
                    seen:
                        "\(SocketView.holder(entry)) has \(entry.address), the virtual address of \(site.node.name) itself",
                    remedy: "\(run), or whichever node this machine is, in subrosa run and here"))
            return
        }
        let strangers = sockets.strangersAtPeers
        for (peer, entry) in strangers {
            notes.wrong(
                .virtualAddresses,
                Finding(
                    .own(.peerAddressTaken), .node,
                    seen:
                        "\(SocketView.holder(entry)) has \(entry.transport.rawValue) \(entry.address), and so the virtual address of \(peer.name), \(peer.virtualAddress)",
                    remedy:
                        "stop it (process \(entry.holder?.pid ?? 0)), or give \(peer.name) another virtual_address: in nodes:, on every node"
                ))
        }
        guard strangers.isEmpty else { return }
        let held = site.peers.filter { peer in
            sockets.exactly(peer.virtualAddress).contains(where: SocketView.isSubrosa)
        }
        if held.count == site.peers.count {
            notes.ok(.node, .virtualAddresses, "Subrosa has those of all \(held.count) peers")
        } else {
            notes.skipped(
                .node, .virtualAddresses, "Subrosa is seen to have those of \(held.count) of \(site.peers.count) peers")
        }
    }

    // MARK: The process

    private mutating func subrosa() {
        switch seen.running {
        case .answered(let status): running(status)
        case .notAsked: unseen("there is no web.listen_address to ask it for its links")
        case .silent(let why): unseen("its status cannot be had: \(why)")
        }
    }

    private mutating func unseen(_ why: String) {
        if sockets.isSubrosaThere {
            let holder = sockets.subrosa.map { "\($0)" } ?? "somebody"
            notes.skipped(.node, .subrosa, "\(holder) runs; \(why)")
        } else if let cause = causeOfNotRunning {
            notes.skipped(.node, .subrosa, "does not run: \(cause)")
        } else if !site.isSplit, !sockets.isAlertmanagerThere {
            notes.wrong(
                .subrosa,
                Finding(
                    .own(.nodeStopped), .node, seen: "neither Subrosa nor Alertmanager is to be seen on this machine",
                    remedy: stopped))
        } else {
            notes.wrong(
                .subrosa,
                Finding(
                    .own(.subrosaNotRunning), .node,
                    seen: "nobody listens on this node's link port or has the peers' virtual addresses", remedy: run))
        }
    }

    private var stopped: String {
        "\(run), then Alertmanager; or, if subrosa exec starts it: the end of its log says why Alertmanager ended (msg=\"Child ended\")"
    }

    /// What has a finding already and keeps it from starting.
    private var causeOfNotRunning: String? {
        if let finding = notes.findings.first(where: { !Self.harmless.contains($0.code) }) {
            return finding.seen
        }
        if hasCredentialTrouble { return "its certificate is not accepted" }
        guard !site.isSplit else { return nil }
        if sockets.alertmanagerOnWildcard != nil { return "Alertmanager has the peers' virtual addresses" }
        return sockets.alertmanagerAtPeer.map { "Alertmanager has \($0.address)" }
    }

    private mutating func running(_ status: StatusDocument) {
        let before = notes.findings.count
        if status.node.name != site.node.name.text {
            notes.wrong(
                .subrosa,
                Finding(
                    .own(.anotherNodeRuns), .node,
                    seen: "the running node is \(status.node.name), not \(site.node.name)",
                    remedy: "\(run), or whichever node this machine is, in subrosa run and here"))
            return
        }
        guard !status.node.draining else {
            notes.wrong(
                .subrosa, Finding(.own(.nodeStopped), .node, seen: "\(site.node.name) is ending", remedy: stopped))
            return
        }
        if !status.reload.lastSuccessful, hasCredentialTrouble {
            notes.skipped(.node, .subrosa, "it has not taken over what is wrong with its files")
            return
        }
        if !status.reload.lastSuccessful {
            notes.wrong(
                .subrosa,
                Finding(
                    .own(.reloadRefused), .node,
                    seen: "the last reload was not taken over: \(status.reload.problems.first ?? "see its log")",
                    remedy: "subrosa check-config --node=\(site.node.name) \(site.configFile)"))
        } else if status.node.tableDigest != TableDigest(of: site.table).description {
            notes.wrong(
                .subrosa,
                Finding(
                    .own(.configurationNotInForce), .node,
                    seen:
                        "the running node's table is \(status.node.tableDigest), that of \(site.configFile) is \(TableDigest(of: site.table))",
                    remedy: sockets.subrosa.map { "kill -HUP \($0.pid)" } ?? DoctorCode.configurationNotInForce.remedy))
        }
        if let edge = status.edge, !edge.attached || !edge.problems.isEmpty {
            let why = edge.problems.first ?? edge.lastTrouble ?? "it has never been there"
            notes.wrong(
                .subrosa,
                Finding(.own(.edgeMissing), .node, seen: "the edge: \(why)", remedy: DoctorCode.edgeMissing.remedy))
        }
        guard notes.findings.count == before else { return }
        notes.ok(
            .node, .subrosa,
            "\(status.node.name), subrosa \(status.node.softwareVersion), since \(status.node.startTime)")
    }

    private var hasCredentialTrouble: Bool { !seen.credentials.problems.isEmpty }

    // MARK: Limits

    private mutating func limits() {
        let before = notes.findings.count
        if let limit = seen.system.fileLimit, limit < Self.fewFiles {
            notes.wrong(
                .limits,
                Finding(
                    .own(.fileLimitLow), .node, seen: "at most \(limit) files and sockets may be open",
                    remedy: DoctorCode.fileLimitLow.remedy))
        }
        if let buffer = seen.system.receiveBuffer, buffer < Self.usualReceiveBuffer {
            notes.wrong(
                .limits,
                Finding(
                    .own(.receiveBufferSmall), .node, seen: "net.core.rmem_max is \(buffer) bytes",
                    remedy: DoctorCode.receiveBufferSmall.remedy))
        }
        guard notes.findings.count == before else { return }
        let files = seen.system.fileLimit.map { $0 == .max ? "any number of files" : "\($0) files" } ?? "files unknown"
        let buffer = seen.system.receiveBuffer.map { "\($0) bytes of receive buffer" } ?? "receive buffer unknown"
        notes.ok(.node, .limits, "\(files), \(buffer)")
    }
}
