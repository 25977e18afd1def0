import SubrosaCore

/// What proves who: the certificates, the CAs that they stand on, the lists of revoked ones, with the time that is left.
struct CertificateSection {
    private struct Shown {
        let owner: String
        let certificate: CertificateStatus
    }

    /// As the log warns: milliseconds of two weeks.
    private static let soon: Int64 = 14 * 86_400_000

    /// Of a large cluster so many are shown at once.
    private static let shown = 8

    private let status: NodeStatus

    init(_ status: NodeStatus) { self.status = status }

    var html: HTML {
        """
        <section id="certificates" aria-labelledby="h-certificates"><h2 id="h-certificates">Certificates</h2>
        \(certificates)\(authorities)\(lists)</section>

        """
    }

    private var certificates: HTML {
        let peers = status.peers.flatMap(presented)
            .sorted { $0.certificate.notAfter < $1.certificate.notAfter }
        let table = HTMLTable(
            caption: "This node's own certificate, then those that peers presented, the first to end first",
            heads: ["Of", "Time left", "Subject", "Stands on", "Serial"],
            rows: ([Shown(owner: "this node", certificate: status.certificate)] + peers).map { shown in
                HTMLTable.Row(
                    [
                        "\(shown.owner)", left(shown.certificate.notAfter), "\(shown.certificate.subject)",
                        "\(shown.certificate.authority)", "<span class=\"code\">\(shown.certificate.serial)</span>",
                    ], key: shown.owner)
            })
        let isLarge = status.peers.count >= ClusterPicture.mostNodes
        return FoldedTable(
            table: table, shown: isLarge ? Self.shown : table.rows.count, others: "more certificates, which end later"
        ).html
    }

    /// Once if it is the same in both directions, as it should be.
    private func presented(_ peer: PeerStatus) -> [Shown] {
        switch (peer.outbound.certificate, peer.inbound.certificate) {
        case (let there?, let here?) where there != here:
            [
                Shown(owner: "\(peer.name), dialled", certificate: there),
                Shown(owner: "\(peer.name), dialling", certificate: here),
            ]
        case (let there, let here):
            [there ?? here].compactMap { $0 }.map { Shown(owner: peer.name.text, certificate: $0) }
        }
    }

    private var authorities: HTML {
        HTMLTable(
            caption: "CAs", heads: ["CA", "Time left", "Who stands on it", "SHA-256 of its key"],
            rows: status.authorities.map { authority in
                let who = (authority.isOwn ? ["this node"] : []) + authority.peers.map(\.text)
                return HTMLTable.Row(
                    [
                        "\(authority.subject)", left(authority.notAfter),
                        "\(who.isEmpty ? "nobody" : who.joined(separator: ", "))",
                        "<span class=\"code\">\(authority.keySHA256)</span>",
                    ], key: authority.keySHA256)
            }
        ).html
    }

    private var lists: HTML {
        guard !status.revocationLists.isEmpty else { return "" }
        return HTMLTable(
            caption: "Lists of revoked certificates", heads: ["CRL of", "Time left", "Made", "Revoked"],
            rows: status.revocationLists.map { list in
                HTMLTable.Row(
                    [
                        "\(list.issuer)", left(list.nextUpdate, isSoon: false), TimeMarkup.html(list.thisUpdate),
                        "\(list.revokedCount)",
                    ], key: list.issuer)
            }
        ).html
    }

    /// - Parameter isSoon: whether two weeks are little; a CRL's whole life may be less.
    private func left(_ end: WallTime, isSoon: Bool = true) -> HTML {
        let words = SpanText.left(status.time, until: end)
        let rest = end.milliseconds.subtractingReportingOverflow(status.time.milliseconds)
        let state: PathState =
            end < status.time ? .down : isSoon && !rest.overflow && rest.partialValue < Self.soon ? .troubled : .well
        return "\(state.mark(words))<br><span class=\"quiet\">\(TimeMarkup.html(end))</span>"
    }
}
