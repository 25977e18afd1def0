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

    init(_ problems: [NodeProblem]) { self.problems = problems }

    /// One line, which screen readers say whenever it changes.
    var verdict: HTML {
        guard let first = problems.first else {
            return "<p id=\"verdict\" role=\"status\">\(PathState.well.mark("All is well."))</p>\n"
        }
        let rest = problems.count == 1 ? "" : ", and \(problems.count - 1) more"
        let words = "Not well: \(first.about)\(rest)"
        return "<p id=\"verdict\" role=\"status\">\(PathState.down.mark(words))</p>\n"
    }

    var html: HTML {
        guard !problems.isEmpty else { return "" }
        return """
            <section id="problems" aria-labelledby="h-problems"><h2 id="h-problems">What is wrong</h2>
            <ul class="problems">
            \(groups.map(item))</ul></section>

            """
    }

    /// In the order in which they were first told.
    private var groups: [Group] {
        problems.reduce(into: []) { groups, problem in
            if let index = groups.firstIndex(where: { $0.what == problem.what && $0.remedy == problem.remedy }) {
                groups[index].places.append(problem.about)
            } else {
                groups.append(Group(what: problem.what, remedy: problem.remedy, places: [problem.about]))
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
