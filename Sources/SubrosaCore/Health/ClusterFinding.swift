/// Something in the cluster that is not as it should be, in words: each cause once, however many nodes see it.
package struct ClusterFinding: Hashable, Sendable {
    /// A node, or a direction between two: `am-1`, `am-1 -> am-2`.
    package let about: String
    package let what: String
    package let remedy: String

    package init(about: String, what: String, remedy: String) {
        self.about = about
        self.what = what
        self.remedy = remedy
    }
}
