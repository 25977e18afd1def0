import SubrosaCore

/// Moments on the page.
enum TimeMarkup {
    /// `2026-11-23 09:52:00 UTC`, which programs can read, too.
    static func html(_ time: WallTime) -> HTML {
        let text = TimestampText.text(time)
        let shown = String(text.dropLast()).replacing("T", with: " ")
        return "<time datetime=\"\(text)\">\(shown) UTC</time>"
    }
}
