import SubrosaCore
import SubrosaTestKit
import Testing

@Suite("Diagnosis of the whole matrix")
struct MatrixDiagnosisTests {
    /// A cluster am-1, am-2, … in which `health` says who sees whom how; `missing` tell nothing.
    private func findings(
        _ count: Int, silent: Set<Int> = [], voices: [Int: AlertmanagerVoice.State] = [:], missing: Set<Int> = [],
        loss: Int = 340,
        dropped: (Int, Int) -> (Int, Int) = { _, _ in (0, 0) }, _ health: (Int, Int) -> PeerHealth
    ) throws -> [String] {
        let names = try (1...count).map { try #require(NodeName("am-\($0)")) }
        let rows = (1...count).filter { !missing.contains($0) }.map { from in
            let entries = (1...count).filter { $0 != from }.map { to in
                let drops = dropped(from, to)
                return HealthReport.Entry(
                    peer: names[to - 1], health: health(from, to), lossPerMille: health(from, to) == .lossy ? loss : 0,
                    droppedOutbound: drops.0, droppedInbound: drops.1)
            }
            return ClusterMatrix.Row(
                reporter: names[from - 1], age: .zero,
                report: HealthReport(
                    alertmanager: silent.contains(from) ? .silent : voices[from, default: .heard],
                    tableDigest: .filled(0), entries: entries))
        }
        let found = MatrixDiagnosis(ClusterMatrix(nodes: names, rows: rows)).findings
        #expect(found.allSatisfy { !$0.remedy.isEmpty })
        return found.map { "\($0.about): \($0.what)" }
    }

    @Test func nothingIsWrongWhereAllIsWell() throws {
        #expect(try findings(5) { _, _ in .ok } == [])
        #expect(try findings(5) { _, _ in .unknown } == [])
    }

    @Test func aSickAlertmanagerIsOneLineHoweverManySeeIt() throws {
        #expect(
            try findings(3, silent: [3]) { from, to in
                to == 3 ? .alertmanagerNotAnswering : from == 3 ? .ownAlertmanagerSilent : .ok
            } == ["am-3: its Alertmanager does not answer (seen from am-3, am-1, am-2)"])
        #expect(
            try findings(3, voices: [3: .unknown]) { _, to in to == 3 ? .alertmanagerNotAnswering : .ok } == [
                "am-3: its Alertmanager does not answer (seen from am-1, am-2)"
            ])
        #expect(
            try findings(50, voices: [7: .unknown]) { _, to in to == 7 ? .alertmanagerNotAnswering : .ok } == [
                "am-7: its Alertmanager does not answer (seen from am-1, am-2, am-3, am-4, am-5 and 44 more)"
            ])
    }

    @Test func anAlertmanagerThatAnswersOnlySomeIsNotCalledSick() throws {
        #expect(
            try findings(3) { from, to in (from, to) == (2, 3) ? .alertmanagerNotAnswering : .ok } == [
                "am-2 -> am-3: its Alertmanager does not answer them, but am-1"
            ])
    }

    @Test func twoSickAlertmanagersAreTwoLines() throws {
        #expect(
            try findings(4, silent: [3], voices: [4: .unknown]) { _, to in to > 2 ? .alertmanagerNotAnswering : .ok }
                == [
                    "am-3: its Alertmanager does not answer (seen from am-3, am-1, am-2, am-4)",
                    "am-4: its Alertmanager does not answer (seen from am-1, am-2, am-3)",
                ])
    }

    @Test func anAlertmanagerThatSendsAndDoesNotAnswerIsToldFromOneThatIsStopped() throws {
        #expect(
            try findings(3) { _, to in to == 3 ? .alertmanagerNotAnswering : .ok } == [
                "am-3: its Alertmanager sends, but does not answer (seen from am-1, am-2)"
            ])
    }

    @Test func anAlertmanagerWithAnotherAddressIsNamedByEverybody() throws {
        #expect(
            try findings(3, voices: [3: .misaddressed]) { _, _ in .ok } == [
                "am-3: its Alertmanager has its peers answer at another address than its virtual one"
            ])
    }

    @Test func aNodeThatHasNoLinkToAnybodyTakesItselfForTheOneThatIsCutOff() throws {
        #expect(
            try findings(3, missing: [2, 3]) { _, _ in .linkDown } == ["am-1: no link with any other node is up"])
        #expect(
            try findings(2, missing: [2]) { _, _ in .linkDown } == ["am-2: nobody has a link to it (seen from am-1)"])
    }

    @Test func aNodeThatIsGoneIsOneLine() throws {
        #expect(
            try findings(50, missing: [9]) { _, to in to == 9 ? .linkDown : .ok } == [
                "am-9: nobody has a link to it (seen from am-1, am-2, am-3, am-4, am-5 and 44 more)"
            ])
    }

    @Test func aDirectionOfAPairIsNamedWhicheverEndSeesIt() throws {
        #expect(
            try findings(3) { from, to in (from, to) == (2, 3) ? .linkDownOutbound : .ok } == [
                "am-2 -> am-3: the link is down"
            ])
        #expect(
            try findings(3) { from, to in (from, to) == (3, 2) ? .linkDownInbound : .ok } == [
                "am-2 -> am-3: the link is down"
            ])
        #expect(
            try findings(3) { from, to in
                (from, to) == (2, 3) ? .linkDownOutbound : (from, to) == (3, 2) ? .linkDownInbound : .ok
            } == ["am-2 -> am-3: the link is down"])
    }

    @Test func aPairWithoutLinksIsOneLine() throws {
        #expect(
            try findings(3) { from, to in Set([from, to]) == [1, 2] ? .linkDown : .ok } == [
                "am-1 <-> am-2: both links are down"
            ])
    }

    @Test func aNodeThatCannotDialIsOneLine() throws {
        #expect(
            try findings(4) { from, to in from == 3 ? .linkDownOutbound : to == 3 ? .linkDownInbound : .ok } == [
                "am-3 -> all others: the links that it dials are down"
            ])
        #expect(
            try findings(4) { from, to in to == 3 ? .linkDownOutbound : from == 3 ? .linkDownInbound : .ok } == [
                "all others -> am-3: the links that they dial are down"
            ])
    }

    @Test func lossHasTheDirectionInWhichTheNodesDropped() throws {
        func lost(_ dropped: (Int, Int) -> (Int, Int)) throws -> [String] {
            try findings(3, dropped: dropped) { from, to in Set([from, to]) == [2, 3] ? .lossy : .ok }
        }
        #expect(try lost { _, _ in (0, 0) } == ["am-2 <-> am-3: datagrams are lost (34 % of the canaries)"])
        let drops = ", 12 dropped by the nodes themselves"
        #expect(
            try lost { from, to in (from, to) == (2, 3) ? (12, 0) : (0, 0) } == [
                "am-2 -> am-3: datagrams are lost (34 % of the canaries\(drops))"
            ])
        #expect(
            try lost { from, to in (from, to) == (3, 2) ? (0, 12) : (0, 0) } == [
                "am-2 -> am-3: datagrams are lost (34 % of the canaries\(drops))"
            ])
        #expect(
            try lost { from, to in (from, to) == (3, 2) ? (12, 0) : (0, 0) } == [
                "am-3 -> am-2: datagrams are lost (34 % of the canaries\(drops))"
            ])
    }

    @Test func aNodeThatLosesFromAllIsOneLine() throws {
        #expect(
            try findings(50) { from, to in from == 4 || to == 4 ? .lossy : .ok } == [
                "am-4: datagrams to and from it are lost (up to 34 %)"
            ])
    }

    @Test func longDatagramsAreLostInTheirDirection() throws {
        #expect(
            try findings(3) { from, to in (from, to) == (1, 2) ? .largeLost : .ok } == [
                "am-1 -> am-2: long datagrams are lost, short ones pass"
            ])
    }

    @Test func aLinkedNodeThatTellsNothingIsNamed() throws {
        #expect(try findings(3, missing: [2]) { _, _ in .ok } == ["am-2: what is seen from there is not known here"])
    }

    @Test func severalCausesStandSideBySide() throws {
        let found = try findings(50, silent: [5], missing: [6]) { from, to in
            if to == 6 { return .linkDown }
            if to == 5 { return .alertmanagerNotAnswering }
            if from == 5 { return .ownAlertmanagerSilent }
            return Set([from, to]) == [7, 8] ? .lossy : .ok
        }
        #expect(found.count == 3)
        #expect(found.map { $0.prefix { $0 != ":" } } == ["am-6", "am-5", "am-7 <-> am-8"])
    }

    @Test func howeverMuchIsWrongTheLinesAreFew() throws {
        let found = try findings(50) { from, to in (from + to).isMultiple(of: 2) ? .lossy : .linkDownOutbound }
        #expect(found.count == 101)
        #expect(found.last?.hasPrefix("cluster: and ") == true)
    }
}
