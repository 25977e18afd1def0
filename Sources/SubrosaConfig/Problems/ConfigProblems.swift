/// All problems of a configuration, by position; those of the file itself come first.
package struct ConfigProblems: Error, Hashable, Sendable, CustomStringConvertible {
    package let all: [ConfigProblem]

    /// Sorts by position; problems at one place keep their order.
    package init(_ problems: [ConfigProblem]) {
        all = problems.enumerated()
            .sorted { left, right in
                let leftMark = left.element.mark ?? Mark(line: 0, column: 0)
                let rightMark = right.element.mark ?? Mark(line: 0, column: 0)
                return leftMark == rightMark ? left.offset < right.offset : leftMark < rightMark
            }
            .map(\.element)
    }

    package var errors: [ConfigProblem] { all.filter { $0.severity == .error } }
    package var warnings: [ConfigProblem] { all.filter { $0.severity == .warning } }

    /// A line for each problem, without a line break at the end.
    package var description: String { all.map(\.description).joined(separator: "\n") }
}
