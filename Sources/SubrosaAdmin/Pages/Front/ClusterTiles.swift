/// A large cluster as tiles, one for each node, in the order of the node table.
struct ClusterTiles {
    let view: ClusterView

    var html: HTML { "<ul class=\"tiles\">\n\(view.names.indices.map(tile))</ul>\n" }

    private func tile(_ index: Int) -> HTML {
        let state = view.state(of: index)
        return """
            <li class="\(state.word)" data-key="\(view.names[index])"><span class="name">\(view.names[index])</span> \
            \(state.mark(view.words(of: index)))</li>

            """
    }
}
