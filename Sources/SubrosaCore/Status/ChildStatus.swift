/// How it stands with the command of `subrosa exec`.
package struct ChildStatus: Hashable, Sendable {
    package var isUp = false
    /// When it was started; nil before that, kept when it has ended.
    package var startTime: WallTime?

    package init() {}
}
