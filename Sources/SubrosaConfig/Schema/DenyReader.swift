import SubrosaCore

/// `deny`: certificates that are shut out, by their key or by their serial number and issuer.
enum DenyReader {
    static let maximumCount = 10_000

    static func read(_ node: YAMLNode, _ findings: inout Findings) -> Set<DeniedCertificate> {
        guard case .sequence(let elements) = node.content else {
            if case .refused = node.content { return [] }
            findings.report(
                node.mark,
                node.isNull
                    ? Fields.empty(.deny)
                    : Complaint(
                        .wrongType, "deny is \(node.kind)", why: "it has to be a list, an element for each certificate",
                        remedy: "write e.g. \(Key.deny.example)"))
            return []
        }
        _ = TextList.checkCount(elements, of: .deny, upTo: maximumCount, &findings)
        var lines: [DeniedCertificate: Int] = [:]
        for element in elements.prefix(maximumCount) {
            guard let denied = entry(element, &findings) else { continue }
            if let line = lines[denied] {
                findings.report(
                    element.mark,
                    Complaint(
                        .deniedTwice, "this entry of deny is there twice", why: "it stands on line \(line) already",
                        remedy: "remove one of them"),
                    severity: .warning)
            } else {
                lines[denied] = element.mark.line
            }
        }
        return Set(lines.keys)
    }

    private static func entry(_ node: YAMLNode, _ findings: inout Findings) -> DeniedCertificate? {
        guard let fields = Fields(node, as: .denied, &findings) else { return nil }
        switch (fields[.key] != nil, fields[.serial] != nil, fields[.issuer] != nil) {
        case (true, false, false):
            return fields.text(.key, &findings).flatMap { findings.check($0, DenyText.key) }
                .map { .key(sha256: $0.value) }
        case (false, true, true):
            let serial = fields.text(.serial, &findings).flatMap { findings.check($0, DenyText.serial) }
            let issuer = fields.text(.issuer, &findings).flatMap { findings.check($0, DenyText.issuer) }
            guard let serial, let issuer else { return nil }
            return .serial(serial.value, issuer: issuer.value)
        case (let hasKey, let hasSerial, let hasIssuer):
            // A misspelt key has been reported, and is why another one seems to be missing.
            if !fields.hasUnknownKeys || hasKey {
                findings.report(fields.mark, unclear(hasKey: hasKey, hasSerial: hasSerial, hasIssuer: hasIssuer))
            }
            return nil
        }
    }

    private static func unclear(hasKey: Bool, hasSerial: Bool, hasIssuer: Bool) -> Complaint {
        let what =
            switch (hasKey, hasSerial, hasIssuer) {
            case (true, _, _): "both a key and \(hasSerial ? "a serial" : "an issuer")"
            case (_, true, _): "a serial and no issuer"
            case (_, _, true): "an issuer and no serial"
            default: "neither a key nor a serial and its issuer"
            }
        return Complaint(
            .denyEntry, "an entry of deny has \(what)",
            why: "it shuts out either a key, or the certificate with that serial from that issuer",
            remedy: "write either key, or serial and issuer, and an entry for each certificate")
    }
}
