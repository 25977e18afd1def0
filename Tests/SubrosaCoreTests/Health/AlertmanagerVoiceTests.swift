import SubrosaCore
import Testing

@Suite("The voice of the local Alertmanager")
struct AlertmanagerVoiceTests {
    private func at(_ seconds: Int) -> Instant { Instant(nanoseconds: 7) + .seconds(seconds) }

    @Test func whoSaysSomethingIsHeardAndIsSilentAfterFiveSeconds() {
        var voice = AlertmanagerVoice()
        voice.linked(true, now: at(0))
        voice.heard(now: at(3))
        #expect(voice.state(now: at(8)) == .heard)
        #expect(voice.state(now: at(9)) == .silent)
        voice.heard(now: at(9))
        #expect(voice.state(now: at(9)) == .heard)
    }

    @Test func whoHasNotBegunGetsTimeToStart() {
        var voice = AlertmanagerVoice()
        voice.linked(true, now: at(0))
        #expect(voice.state(now: at(15)) == .unknown)
        #expect(voice.state(now: at(16)) == .silent)
    }

    @Test func whoHasItsPeersAnswerElsewhereIsMisaddressedAsLongAsItIsHeard() {
        var voice = AlertmanagerVoice()
        voice.linked(true, now: at(0))
        voice.heard(now: at(1))
        voice.advertised(wrong: "192.0.2.1:9094")
        #expect(voice.state(now: at(2)) == .misaddressed)
        #expect(voice.state(now: at(7)) == .silent)
        voice.heard(now: at(7))
        voice.advertised(wrong: nil)
        #expect(voice.state(now: at(8)) == .heard)
    }

    @Test func nobodyIsSilentWhoHasNobodyToTalkTo() {
        var voice = AlertmanagerVoice()
        #expect(voice.state(now: at(100)) == .unknown)
        voice.linked(true, now: at(100))
        voice.heard(now: at(101))
        voice.linked(false, now: at(102))
        #expect(voice.state(now: at(200)) == .heard)
        voice.linked(true, now: at(200))
        #expect(voice.state(now: at(205)) == .heard)
        #expect(voice.state(now: at(206)) == .silent)
    }
}
