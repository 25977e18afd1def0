import SubrosaCore

/// Identities by which the certificate of one node would prove another one.
///
/// The same identity twice is an error. A wildcard that takes in another node is what somebody asked for by writing a
/// wildcard, so that it is said, once for each wildcard, and accepted.
enum IdentityOverlap {
    /// - Parameter marks: where not to look, because what is wrong there has been said.
    static func report(in drafts: [DraftNode], besides marks: Set<Mark>, _ findings: inout Findings) {
        var first: [Identity: (draft: DraftNode, line: Int)] = [:]
        var wildcards: [String: Wildcard] = [:]
        for draft in drafts {
            for identity in draft.identities {
                if case .dnsWildcard(let parent) = identity.value {
                    wildcards[parent, default: Wildcard()].add(owner: draft, at: identity.mark)
                } else if let other = first[identity.value] {
                    if marks.contains(identity.mark) { continue }
                    findings.report(identity.mark, duplicate(identity.value, other.draft, line: other.line))
                } else {
                    first[identity.value] = (draft, identity.mark.line)
                }
            }
        }
        if wildcards.isEmpty { return }
        for draft in drafts {
            for parent in Set(draft.identities.compactMap { parent(of: $0.value) }) {
                wildcards[parent]?.add(covered: draft)
            }
        }
        for (parent, wildcard) in wildcards {
            wildcard.report(Identity.dnsWildcard(parent).description, &findings)
        }
    }

    private static func duplicate(_ identity: Identity, _ other: DraftNode, line: Int) -> Complaint {
        Complaint(
            .duplicateIdentity, "identity \(QuotedText.quote(identity.description)) is used twice",
            why: "\(other.title) has it already (line \(line)), and either's certificate would prove both",
            remedy: "give each node a certificate with a name of its own, and name that in identity")
    }

    /// Behind `*.` of the wildcard that takes in this identity; nil if none could.
    private static func parent(of identity: Identity) -> String? {
        guard case .dns(let name) = identity, let dot = name.firstIndex(of: ".") else { return nil }
        return String(name[name.index(after: dot)...])
    }
}

/// A wildcard, the nodes that have it, and the others whose names it takes in.
private struct Wildcard {
    private var owners: [(draft: DraftNode, mark: Mark)] = []
    private var ownerMarks: Set<Mark> = []
    private var covered: [DraftNode] = []

    mutating func add(owner draft: DraftNode, at mark: Mark) {
        owners.append((draft, mark))
        ownerMarks.insert(draft.mark)
    }

    /// A node with a name that the wildcard takes in, after all owners. That those who share the wildcard can speak for
    /// each other is said anyway.
    mutating func add(covered draft: DraftNode) {
        if !ownerMarks.contains(draft.mark) { covered.append(draft) }
    }

    func report(_ text: String, _ findings: inout Findings) {
        guard let first = owners.first else { return }
        let what = "identity \(QuotedText.quote(text))"
        if owners.count > 1 {
            findings.report(
                owners[1].mark,
                Complaint(
                    .sharedWildcard, "\(what) is that of \(Self.names(owners.map(\.draft)))",
                    why: "the certificate of each of them proves the others too, so that they can speak for each other",
                    remedy: "accept that, or name in identity what no other node's certificate has"),
                severity: .warning)
        }
        if !covered.isEmpty {
            let owner = Self.names(owners.map(\.draft))
            findings.report(
                first.mark,
                Complaint(
                    .coveredIdentity, "\(what) takes in \(Self.names(covered))",
                    why: "a certificate with such a name proves \(owner) too, so that its node can speak for \(owner)",
                    remedy: "accept that, or name in identity what no other node's certificate has"),
                severity: .warning)
        }
    }

    private static func names(_ drafts: [DraftNode]) -> String {
        let shown = drafts.prefix(2).map(\.title).joined(separator: drafts.count == 2 ? " and " : ", ")
        return drafts.count > 2 ? "\(shown) and \(drafts.count - 2) more" : shown
    }
}
