/// The last half hour as a line, the oldest at the left; a gap where nothing was measured.
struct Sparkline {
    private static let (width, height) = (180, 26)

    /// One for each interval, the newest last; at most ``width``.
    let values: [Double?]
    /// What is drawn at the top; what is above it is drawn there, too.
    let top: Double
    /// What the line says, in words.
    let words: String

    /// - Parameter points: where there are more values, the highest of neighbours stands for them.
    init(_ values: [Double?], capacity: Int, points: Int, top: Double, words: String) {
        let size = max(1, capacity / points)
        // From the end, so that a value stays with its neighbours as long as it is drawn.
        self.values = stride(from: values.count, to: 0, by: -size).reversed().map { end in
            values[max(0, end - size)..<end].compactMap(\.self).max()
        }
        step = Self.width / points
        self.top = top
        self.words = words
    }

    private let step: Int

    var html: HTML {
        """
        <svg class="spark" viewBox="0 0 \(Self.width) \(Self.height)" preserveAspectRatio="none" role="img" \
        aria-label="\(words)"><path d="\(path)"/></svg>
        """
    }

    private var path: String {
        var (path, isDown) = ("", false)
        let start = Self.width - values.count * step
        for (index, value) in values.enumerated() {
            guard let value else {
                isDown = false
                continue
            }
            let share = top > 0 ? min(1, max(0, value / top)) : 0
            let y = Self.height - 2 - Int((share * Double(Self.height - 4)).rounded())
            let x = start + index * step
            // A point alone would be a line without length.
            path += isDown ? " \(x) \(y)" : "M\(x) \(y)h1L\(x + 1) \(y)"
            isDown = true
        }
        return path
    }
}
