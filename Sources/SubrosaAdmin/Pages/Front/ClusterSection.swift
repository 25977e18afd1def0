/// The cluster as a picture, with its legend.
struct ClusterSection {
    let view: ClusterView

    var html: HTML {
        let isSmall = view.names.count <= ClusterPicture.mostNodes
        return """
            <section id="cluster" aria-labelledby="h-cluster"><h2 id="h-cluster">Cluster</h2>
            \(isSmall ? ClusterPicture(view: view).html : ClusterTiles(view: view).html)\
            <p class="quiet" id="cluster-words">\(words)</p>
            \(isSmall ? legend : "")</section>

            """
    }

    /// What the picture shows, for those who do not see it.
    private var words: String {
        let peers = view.names.indices.dropFirst()
        let sick = peers.filter { view.state(of: $0) != .well }
        let count = "\(peers.count) \(peers.count == 1 ? "peer" : "peers") seen from \(view.names[0])"
        guard !sick.isEmpty else { return "\(count): all up both ways." }
        let shown = sick.prefix(20).map { "\(view.names[$0]) (\(view.words(of: $0)))" }.joined(separator: ", ")
        let rest = sick.count > 20 ? " and \(sick.count - 20) more" : ""
        return "\(count): \(peers.count - sick.count) up both ways; not so \(shown)\(rest)."
    }

    private var legend: HTML {
        """
        <p class="legend quiet">Each half of a line is the way from the node next to it: \(PathState.well.mark("well")), \
        \(PathState.troubled.mark("in trouble")), \(PathState.down.mark("down")), \(PathState.unknown.mark("not known")). Thick lines: \
        those of this node.</p>

        """
    }
}
