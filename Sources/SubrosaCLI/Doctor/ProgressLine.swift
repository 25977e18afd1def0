import Synchronization

/// One line on a terminal that says what is being done and is gone when it is done.
final class ProgressLine: Sendable {
    private static let startAndClear = "\r\u{1b}[K"

    private let isShown: Bool
    private let write: @Sendable (String) -> Void
    /// Whether there is something to clear; no line comes after it was cleared.
    private let state = Mutex((isDirty: false, isOver: false))

    /// - Parameter write: where it goes, unbuffered.
    init(isShown: Bool, write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }) {
        self.isShown = isShown
        self.write = write
    }

    func show(_ text: String) {
        guard isShown else { return }
        state.withLock { state in
            guard !state.isOver else { return }
            state.isDirty = true
            write(Self.startAndClear + TerminalText.plain(text) + " ...")
        }
    }

    func clear() {
        state.withLock { state in
            state.isOver = true
            if state.isDirty { write(Self.startAndClear) }
        }
    }
}
