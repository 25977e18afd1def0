import SubrosaCore
import Testing

@Suite("Dials")
struct DialCountTests {
    @Test func noTwoFailuresShareALabel() {
        let all =
            DialFailureReason.allCases.map(DialCount.Failure.connect)
            + RefusalReason.allCases.map(DialCount.Failure.refused)
        #expect(Set(all.map(\.label)).count == all.count)
    }

    @Test func whatOnlyTheAcceptingSideSeesIsNoDialFailure() {
        let possible = Set(DialCount.Failure.possible)
        #expect(!possible.contains(.refused(.tooManyFromSource)) && !possible.contains(.refused(.serverName)))
        #expect(possible.contains(.refused(.refusedByPeer)) && possible.contains(.connect(.connectTimeout)))
    }
}
