import FoundationEssentials
import SubrosaIdentity

/// A list of revoked certificates, in words.
enum ListInspection {
    /// So many entries are shown.
    static let shownCount = 20

    static func paragraph(_ list: CertificateList, title: String, now: Date) -> InspectionParagraph {
        let end =
            list.nextUpdate.map {
                "\(TimeText.utc($0)) (\(InspectionParagraph.left($0, now, ended: "HAS RUN OUT")))"
            } ?? "none: Subrosa does not use such a list"
        let hidden = max(0, list.revokedCount - shownCount)
        return InspectionParagraph(
            title: "\(title): list of revoked certificates (CRL)",
            [
                ("issuer", UntrustedText.escaped(list.issuer.description, limit: 300)),
                ("number", list.number?.description ?? "none"),
                (
                    "this update",
                    TimeText.utc(list.thisUpdate) + InspectionParagraph.later(list.thisUpdate, now)
                ),
                ("next update", end),
                ("revoked", "\(list.revokedCount)"),
            ],
            lines: list.revoked.prefix(shownCount).map { entry in
                let reason = entry.reason.map(\.text) ?? "unspecified"
                return "\(SerialText.hexadecimal(entry.serial))  \(TimeText.utc(entry.date))  \(reason)"
            } + (hidden > 0 ? ["and \(hidden) more"] : []))
    }
}
