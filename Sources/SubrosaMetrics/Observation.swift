import SubrosaCore

/// What one scrape is made from.
package struct Observation: Sendable {
    package let status: NodeStatus
    /// This program's.
    package let version: String
    package let process: ProcessFigures

    package init(status: NodeStatus, version: String, process: ProcessFigures) {
        self.status = status
        self.version = version
        self.process = process
    }
}
