import SubrosaConfig

/// `make fuzz` calls this with any bytes: the parser has to answer, within its limits, and to say where.
package enum ConfigFuzz {
    package static func run(_ bytes: UnsafeRawBufferPointer) {
        switch ConfigLoader.parse(text: Array(bytes), file: "fuzz.yml") {
        case .success(let config):
            precondition(config.table.nodes.count >= 2, "a configuration without a cluster")
            for node in config.table.nodes {
                precondition(!ClusterFlags(table: config.table, node: node).lines.isEmpty, "a node without flags")
            }
        case .failure(let problems):
            precondition(!problems.errors.isEmpty, "refused without a reason")
            for problem in problems.all {
                precondition(problem.mark != nil, "a problem without a place")
                let isOneLine = problem.description.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
                precondition(isOneLine, "a problem that is not one line")
            }
        }
    }
}
