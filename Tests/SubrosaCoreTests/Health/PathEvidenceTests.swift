import SubrosaCore
import Testing

@Suite("Health of a peer")
struct PathEvidenceTests {
    struct Case: CustomStringConvertible, Sendable {
        let description: String
        let expected: PeerHealth
        var out = true
        var `in` = true
        var voice = AlertmanagerVoice.State.heard
        /// Of 60 canaries, 6 of them large.
        var lost = 0
        var largeLost = 0
        var isLargeMute = false
        var lostSinceAnswer = 0
        var isMute = false
        var isLosing = true
        var finished = 60
    }

    @Test(arguments: [
        Case(description: "all come back", expected: .ok),
        Case(
            description: "both links are down, whatever else", expected: .linkDown, out: false, in: false, isMute: true),
        Case(description: "the own link is down", expected: .linkDownOutbound, out: false, voice: .silent),
        Case(
            description: "the peer's link is down: no answer can come", expected: .linkDownInbound, in: false,
            isMute: true),
        Case(description: "nothing comes back", expected: .alertmanagerNotAnswering, lost: 60, isMute: true),
        Case(
            description: "nothing comes back, and the own one is silent too", expected: .alertmanagerNotAnswering,
            voice: .silent, lost: 60, isMute: true),
        Case(description: "the own one is silent", expected: .ownAlertmanagerSilent, voice: .silent),
        Case(description: "one is lost", expected: .ok, lost: 1),
        Case(description: "a few of many are lost", expected: .ok, lost: 2),
        Case(description: "a twentieth is lost", expected: .lossy, lost: 3),
        Case(description: "most are lost", expected: .lossy, lost: 55, largeLost: 6),
        Case(description: "a twentieth was lost, and none since", expected: .ok, lost: 3, isLosing: false),
        Case(
            description: "large ones are lost, all of them", expected: .largeLost, lost: 6, largeLost: 6,
            isLargeMute: true),
        Case(
            description: "large ones passed until lately", expected: .largeLost, lost: 2, largeLost: 2,
            isLargeMute: true),
        Case(description: "what is lost may be the begin of an outage", expected: .ok, lost: 4, lostSinceAnswer: 3),
        Case(description: "large ones are lost, most of them", expected: .lossy, lost: 5, largeLost: 5),
        Case(
            description: "small ones are lost as well", expected: .lossy, lost: 12, largeLost: 6, isLargeMute: true),
        Case(description: "none was sent", expected: .unknown, finished: 0),
        Case(
            description: "none was sent, the own one is not there yet", expected: .unknown, voice: .unknown, finished: 0
        ),
        Case(description: "none came back yet", expected: .unknown, lost: 2, finished: 2),
    ])
    func theNearestCauseIsNamed(_ test: Case) {
        var figures = CanaryFigures()
        figures.finished = test.finished
        figures.lost = test.lost
        figures.largeFinished = test.finished / 10
        figures.largeLost = test.largeLost
        figures.isMute = test.isMute
        figures.isLargeMute = test.isLargeMute
        figures.lostSinceAnswer = test.lostSinceAnswer
        figures.isLosing = test.isLosing && test.lost > 0
        let evidence = PathEvidence(
            isOutboundUp: test.out, isInboundUp: test.in, alertmanager: test.voice, canaries: figures)
        #expect(evidence.health == test.expected)
    }

    @Test func codesAreTheirOwn() {
        #expect(Set(PeerHealth.allCases.map(\.code)).count == PeerHealth.allCases.count)
        for health in PeerHealth.allCases { #expect(PeerHealth(code: health.code) == health) }
        for state in AlertmanagerVoice.State.allCases { #expect(AlertmanagerVoice.State(code: state.code) == state) }
        #expect(PeerHealth(code: 200) == .unknown)
        #expect(AlertmanagerVoice.State(code: 200) == .unknown)
    }
}
