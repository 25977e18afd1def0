#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// A small cluster as a circle of nodes. Each way is drawn as the half of a line next to where it begins: whole if it is
/// well, dashed and crossed out if it is down, dotted if nobody knows.
struct ClusterPicture {
    /// More nodes than that are drawn as tiles.
    static let mostNodes = 12
    private static let (width, height) = (640.0, 420.0)
    private static let labelLimit = 20

    let view: ClusterView

    var html: HTML {
        let count = view.names.count
        var halves: HTML = ""
        for from in 0..<count {
            for to in 0..<count where from != to && isDrawn(from, to) { halves += half(from, to) }
        }
        return """
            <svg class="cluster" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-labelledby="cluster-title" \
            aria-describedby="cluster-words"><title id="cluster-title">\(title)</title>
            \(halves)\((0..<count).map(node))</svg>

            """
    }

    private var title: String { "\(view.names.count) nodes and the ways between them" }

    /// What nobody knows of, in neither direction, is not drawn: it would only be in the way.
    private func isDrawn(_ from: Int, _ to: Int) -> Bool {
        view.looks[.init(from: from, to: to)] != nil || view.looks[.init(from: to, to: from)] != nil
    }

    /// This node at the top, or at the left of two.
    private func place(_ index: Int) -> (x: Double, y: Double) {
        let count = view.names.count
        let angle = 2 * Double.pi * (Double(index) / Double(count) - (count == 2 ? 0.5 : 0.25))
        return (Self.width / 2 + 235 * cos(angle), Self.height / 2 + 145 * sin(angle))
    }

    private func half(_ from: Int, _ to: Int) -> HTML {
        let (start, end) = (place(from), place(to))
        let look = view.look(from: from, to: to)
        let middle = (x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
        // A third of the way: clear of the node and of the middle.
        let third = (x: start.x + (end.x - start.x) / 3, y: start.y + (end.y - start.y) / 3)
        let sign: HTML =
            look.state == .down || look.state == .troubled
            ? """
            <circle class="plate" cx="\(Self.text(third.x))" cy="\(Self.text(third.y))" r="9"/>\
            <text class="sign" x="\(Self.text(third.x))" y="\(Self.text(third.y + 5))">\(look.state.sign)</text>
            """ : ""
        return """
            <g class="way \(look.state.word)\(from == 0 || to == 0 ? "" : " far")"><title>\(look.words)</title><line x1="\(Self.text(start.x))" \
            y1="\(Self.text(start.y))" x2="\(Self.text(middle.x))" y2="\(Self.text(middle.y))"/>\(sign)</g>

            """
    }

    private func node(_ index: Int) -> HTML {
        let (x, y) = place(index)
        let state = view.state(of: index)
        let shape: HTML =
            switch state {
            case .well, .unknown: "<circle r=\"21\"/>"
            case .troubled, .down: "<path d=\"M0-27 27 0 0 27-27 0z\"/>"
            }
        let name = view.names[index]
        let label = name.count > Self.labelLimit ? name.prefix(Self.labelLimit - 1) + "\u{2026}" : name[...]
        // Away from the middle, so that no line runs through it.
        let offset = y < Self.height / 2 - 1 ? -38 : 52
        return """
            <g class="node \(state.word)" transform="translate(\(Self.text(x)) \(Self.text(y)))">\
            <title>\(name): \(view.words(of: index))</title>\(shape)<text class="sign" y="6">\(state.sign)</text>\
            <text class="label\(index == 0 ? " own" : "")" y="\(offset)">\(String(label))</text></g>

            """
    }

    /// With one digit after the point.
    private static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
