import SubrosaCore

/// What is wrong and what to do about it, in words; what is wrong in many places at once is told once.
struct ProblemSection {
    private struct Group {
        let what: String
        let remedy: String
        var places: [String]
    }

    /// More places than that are counted.
    private static let mostPlaces = 12

    private let problems: [NodeProblem]
    /// What is wrong anywhere in the cluster, as the nodes together see it.
    private let findings: [ClusterFinding]

    init(_ problems: [NodeProblem], findings: [ClusterFinding]) {
        self.problems = problems
        self.findings = findings
    }

    /// One line, which screen readers say whenever it changes.
    var verdict: HTML {
        guard let first = problems.first else {
            let words = findings.isEmpty ? "All is well." : "All is well here, but not in the cluster."
            let mark = (findings.isEmpty ? PathState.well : .troubled).mark(words)
            return "<p id=\"verdict\" role=\"status\">\(mark)</p>\n"
        }
        let rest = problems.count == 1 ? "" : ", and \(problems.count - 1) more"
        let words = "Not well: \(first.about)\(rest)"
        return "<p id=\"verdict\" role=\"status\">\(PathState.down.mark(words))</p>\n"
    }

    var html: HTML {
        guard !problems.isEmpty || !findings.isEmpty else { return "" }
        return """
            <section id="problems" aria-labelledby="h-problems"><h2 id="h-problems">What is wrong</h2>
            \(problems.isEmpty ? "" : list(own.map(item)))\(cluster)</section>

            """
    }

    private var cluster: HTML {
        guard !findings.isEmpty else { return "" }
        let groups = Self.groups(findings.map { Group(what: $0.what, remedy: $0.remedy, places: [$0.about]) })
        return "<h3>In the cluster, as all nodes together see it</h3>\n\(list(groups.map(item)))"
    }

    private func list(_ items: [HTML]) -> HTML { "<ul class=\"problems\">\n\(items)</ul>\n" }

    private var own: [Group] {
        Self.groups(problems.map { Group(what: $0.what, remedy: $0.remedy, places: [$0.about]) })
    }

    /// What is the same in several places together, in the order in which it was first told.
    private static func groups(_ single: [Group]) -> [Group] {
        single.reduce(into: []) { groups, one in
            if let index = groups.firstIndex(where: { $0.what == one.what && $0.remedy == one.remedy }) {
                groups[index].places += one.places
            } else {
                groups.append(one)
            }
        }
    }

    private func item(_ group: Group) -> HTML {
        let shown = group.places.prefix(Self.mostPlaces).joined(separator: ", ")
        let rest = group.places.count - Self.mostPlaces
        return """
            <li data-key="\(group.what)"><strong>\(shown)\(rest > 0 ? " and \(rest) more" : "")</strong>: \(group.what)\
            <br><span class="remedy">To do: \(group.remedy)</span></li>

            """
    }
}
