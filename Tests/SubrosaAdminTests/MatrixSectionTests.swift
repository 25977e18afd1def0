import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Matrix of the page")
struct MatrixSectionTests {
    /// All ways are well but those given.
    private func view(_ count: Int, _ others: [ClusterView.Way: PathState] = [:]) -> ClusterView {
        var looks: [ClusterView.Way: ClusterView.Look] = [:]
        for from in 0..<count {
            for to in 0..<count where from != to {
                let way = ClusterView.Way(from: from, to: to)
                looks[way] = .init(state: others[way] ?? .well, words: "<\(from)> to <\(to)>: \(others[way] ?? .well)")
            }
        }
        return ClusterView(names: (0..<count).map { "node-\($0)" }, looks: looks)
    }

    @Test func aNodeThatKnowsOnlyItsOwnWaysHasNoMatrix() throws {
        var sample = try SampleStatus.crowd(peers: 3)
        #expect(MatrixSection(view: ClusterView(try sample.status())).html != "")
        sample.gossip.matrix = ClusterMatrix()
        #expect(MatrixSection(view: ClusterView(try sample.status())).html == "")
    }

    @Test func aSmallClusterHasATableWithACellForEachWay() {
        let html = MatrixSection(view: view(4, [.init(from: 1, to: 2): .down])).html.markup
        let page = PageParts(html)
        #expect(page.isSound && page.names.isSubset(of: PageParts.known))
        #expect(html.ranges(of: "role=\"img\"").count == 12)
        #expect(html.contains("aria-label=\"&lt;1&gt; to &lt;2&gt;: down\""))
    }

    @Test func aLargeClusterHasSquaresAndTellsInWordsWhatIsNotWell() {
        let sick: [ClusterView.Way: PathState] = [
            .init(from: 1, to: 2): .down, .init(from: 50, to: 3): .troubled, .init(from: 4, to: 5): .unknown,
        ]
        let html = MatrixSection(view: view(51, sick)).html.markup
        let page = PageParts(html)
        #expect(page.isSound && page.names.isSubset(of: PageParts.known))
        #expect(page.text.contains("<1> to <2>: down") && page.text.contains("<50> to <3>: troubled"))
        #expect(!page.text.contains("<4> to <5>"))
        #expect(html.ranges(of: "M").count >= 51 * 50)
        #expect(html.utf8.count < 60_000)
    }
}
