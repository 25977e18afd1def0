import SubrosaAdmin
import SubrosaTestKit
import Testing

@Suite("Shared view")
struct SharedViewTests {
    @Test func manyWhoAskAtOnceAreOneQuestion() async throws {
        let node = FakeNode(try SampleStatus.well().status())
        let view = SharedView(node, freshness: .seconds(3_600))
        node.hold()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { try await view.status().isReady } }
            try await node.asked.wait("the node is asked") { !$0.isEmpty }
            node.release()
            for try await isReady in group { #expect(isReady) }
        }
        #expect(node.asked.all.count == 1)
    }

    @Test func anAnswerThatIsTooOldIsAskedForAgain() async throws {
        let node = FakeNode(try SampleStatus.well().status())
        let view = SharedView(node, freshness: .zero)
        for _ in 0..<3 { _ = try await view.status() }
        #expect(node.asked.all.count == 3)
    }

    @Test func afterAReloadTheNodeIsAskedAgain() async throws {
        let node = FakeNode(try SampleStatus.well().status())
        let view = SharedView(node, freshness: .seconds(3_600))
        _ = try await view.status()
        #expect(await view.reload() == [])
        _ = try await view.status()
        #expect(node.asked.all.count == 2 && node.reloads == 1)
    }
}
