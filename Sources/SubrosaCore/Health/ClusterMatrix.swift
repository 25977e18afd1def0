/// Who sees whom how, as far as this node has been told: a row for each node that has told it lately, this one's first.
package struct ClusterMatrix: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let reporter: NodeName
        package let age: Duration
        package let report: HealthReport

        package init(reporter: NodeName, age: Duration, report: HealthReport) {
            self.reporter = reporter
            self.age = age
            self.report = report
        }
    }

    /// Every node of the table, in its order.
    package let nodes: [NodeName]
    package let rows: [Row]

    package init(nodes: [NodeName] = [], rows: [Row] = []) {
        self.nodes = nodes
        self.rows = rows
    }
}
