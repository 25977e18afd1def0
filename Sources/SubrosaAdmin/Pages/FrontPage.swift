import SubrosaCore

/// What a browser shows at `/`: how it stands with every peer, in words. No scripts, nothing from elsewhere.
struct FrontPage {
    private let status: NodeStatus
    private let version: String

    init(_ status: NodeStatus, version: String) {
        self.status = status
        self.version = version
    }

    var html: String {
        let title = HTMLText.escaped("Subrosa \(status.name)")
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>\(title)</title>
            <style>
            body { font-family: sans-serif; margin: 2em; }
            table { border-collapse: collapse; margin-bottom: 2em; }
            th, td { border-bottom: 1px solid #bbb; padding: 0.3em 1em 0.3em 0; text-align: left; vertical-align: top; }
            </style>
            </head>
            <body>
            <h1>\(title)</h1>
            \(HTMLText.element("p", summary))
            \(problems)\(HTMLText.element("h2", "Peers"))
            \(peers)\(HTMLText.element("h2", "Certificates"))
            \(certificates)\(HTMLText.element("h2", "CAs"))
            \(authorities)\(lists)\(edge)<p><a href="metrics">metrics</a> <a href="api/v1/status">status as JSON</a></p>
            </body>
            </html>

            """
    }

    private var summary: String {
        let state = status.isDraining ? "ending" : status.isReady ? "ready" : "not ready yet"
        return "Version \(version), \(state), started \(TimestampText.text(status.startTime)), "
            + "seen at \(TimestampText.text(status.time))."
    }

    private var problems: String {
        let problems = NodeProblem.all(in: status)
        guard !problems.isEmpty else { return HTMLText.element("p", "All is well.") + "\n" }
        return HTMLText.element("h2", "What is wrong") + "\n"
            + HTMLText.table(["where", "what", "what to do"], problems.map { [$0.about, $0.what, $0.remedy] })
    }

    private var peers: String {
        let rows = status.peers.flatMap { peer in
            PeerCounters.Direction.allCases.map { direction in
                let link = peer.link(direction)
                return [
                    peer.name.text, direction.rawValue, link.isUp ? "up" : "DOWN",
                    link.since.map { SpanText.ago(status.time, since: $0) } ?? "never",
                    link.address ?? (direction == .outbound ? peer.linkAddress : ""),
                    link.isUp ? "" : link.lastTrouble.map { "\($0.reason): \($0.message)" } ?? "",
                ]
            }
        }
        return HTMLText.table(["peer", "direction", "link", "for", "address", "why"], rows)
    }

    private var certificates: String {
        let own = row("this node", status.certificate)
        let presented = status.peers.flatMap { peer in
            PeerCounters.Direction.allCases.compactMap { direction in
                peer.link(direction).certificate.map { row("\(peer.name), \(direction.rawValue)", $0) }
            }
        }
        return HTMLText.table(["of", "subject", "serial", "stands on", "ends", "time left"], [own] + presented)
    }

    private func row(_ owner: String, _ certificate: CertificateStatus) -> [String] {
        [
            owner, certificate.subject, certificate.serial, certificate.authority,
            TimestampText.text(certificate.notAfter), SpanText.left(status.time, until: certificate.notAfter),
        ]
    }

    private var authorities: String {
        HTMLText.table(
            ["subject", "SHA-256 of its key", "ends", "time left", "who stands on it"],
            status.authorities.map { authority in
                [
                    authority.subject, authority.keySHA256, TimestampText.text(authority.notAfter),
                    SpanText.left(status.time, until: authority.notAfter),
                    ((authority.isOwn ? ["this node"] : []) + authority.peers.map(\.text)).joined(separator: ", "),
                ]
            })
    }

    private var edge: String {
        guard let edge = status.edge else { return "" }
        return HTMLText.element("h2", "Edge") + "\n"
            + HTMLText.table(
                ["attached", "for", "runs as", "version", "how often", "how the last one went"],
                [
                    [
                        edge.isAttached ? "yes" : "NO",
                        edge.since.map { SpanText.ago(status.time, since: $0) } ?? "never", edge.user ?? "",
                        edge.version ?? "", "\(edge.count)", edge.lastTrouble ?? "",
                    ]
                ])
    }

    private var lists: String {
        guard !status.revocationLists.isEmpty else { return "" }
        return HTMLText.element("h2", "Revocation lists") + "\n"
            + HTMLText.table(
                ["of", "from", "runs out", "time left", "revoked"],
                status.revocationLists.map { list in
                    [
                        list.issuer, TimestampText.text(list.thisUpdate), TimestampText.text(list.nextUpdate),
                        SpanText.left(status.time, until: list.nextUpdate), "\(list.revokedCount)",
                    ]
                })
    }
}
