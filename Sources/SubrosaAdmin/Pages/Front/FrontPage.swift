import SubrosaCore

/// What a browser shows at `/`: how it stands with this node and the cluster. One file, complete without its script; the
/// script only keeps it up to date. Nothing is loaded from elsewhere.
struct FrontPage {
    private let status: NodeStatus
    private let version: String

    init(_ status: NodeStatus, version: String) {
        self.status = status
        self.version = version
    }

    var html: String {
        let view = ClusterView(status)
        let problems = ProblemSection(
            NodeProblem.all(in: status), findings: MatrixDiagnosis(status.gossip.matrix).findings)
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="Subrosa \(version)">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <style>\(FrontStyle.html)</style>
            </head>
            <body>
            <a class="skip" href="#verdict">To what matters</a>
            <div id="page">
            <header>
            <h1>\(status.name.text) <small>Subrosa \(version)</small></h1>
            <p class="quiet">\(summary)</p>
            <p class="quiet" id="still" data-keep>This page is as of then; reload it to see how it stands now.</p>
            <div id="live" data-keep hidden><p role="status"></p> <button type="button">Pause</button></div>
            </header>
            <main>
            \(problems.verdict)\(problems.html)\(ClusterSection(view: view).html)\(PeerSection(status, view: view).html)\
            \(MatrixSection(view: view).html)\(EdgeSection(status).html)\(EventSection(status).html)\(CertificateSection(status).html)</main>
            <footer><a href="metrics">Metrics</a> <a href="api/v1/status">Status as JSON</a></footer>
            </div>
            <script>\(FrontScript.html)</script>
            </body>
            </html>

            """
        return page.markup
    }

    private var title: String {
        let count = NodeProblem.all(in: status).count
        return "\(count == 0 ? PathState.well.sign : "(\(count))") \(status.name) \u{2013} Subrosa"
    }

    private var summary: HTML {
        let state = status.isDraining ? "ending" : status.isReady ? "ready" : "not ready yet"
        return """
            \(state), started \(SpanText.ago(status.time, since: status.startTime)) ago, as of \(TimeMarkup.html(status.time))
            """
    }
}
