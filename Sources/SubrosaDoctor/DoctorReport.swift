import FoundationEssentials
import SubrosaCore

/// What an examination came to.
package struct DoctorReport: Sendable {
    /// nil if the configuration does not even tell which node this is.
    package let node: NodeName?
    package let time: Date
    package let diagnosis: Diagnosis

    package init(node: NodeName?, time: Date, diagnosis: Diagnosis) {
        self.node = node
        self.time = time
        self.diagnosis = diagnosis
    }
}
