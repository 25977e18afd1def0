/// How a supervised command ended.
package enum ChildExit: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with this status (0 to 255).
    case exited(Int32)
    /// By a signal of this number.
    case signaled(Int32)

    /// The status that stands for it, by the convention of shells (POSIX.1-2017, Shell Command Language, 2.8.2).
    package var status: Int32 {
        switch self {
        case .exited(let status): status
        case .signaled(let number): 128 + number
        }
    }

    package var description: String {
        switch self {
        case .exited(let status): "exit status \(status)"
        case .signaled(let number): "signal \(number)"
        }
    }
}
