import Logging
import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Login check")
struct LoginCheckTests {
    private static let users = ["a": "$2y$04$right", "b": "$2y$12$other"]

    private struct Asked: Equatable {
        let password: String
        let hash: String
    }

    /// A check with which `right` is the password of everybody who exists.
    private final class Fixture: Sendable {
        let asked = Record<Asked>()
        let log = LogRecorder()
        let check: LoginCheck
        let source: SourceNetwork

        init() throws {
            let asked = self.asked
            source = SourceNetwork(try #require(IPAddress("192.0.2.1")))
            // Time stands still: how long hashing takes here makes no difference.
            check = LoginCheck(logger: log.logger, now: { Instant(nanoseconds: 1_000_000_000_000) }) { password, hash in
                asked.append(Asked(password: String(decoding: password, as: UTF8.self), hash: hash))
                return password == Array("right".utf8) && LoginCheckTests.users.values.contains(hash)
            }
        }

        func verdict(_ user: String, _ password: String, _ users: [String: String] = LoginCheckTests.users) async
            -> LoginCheck.Verdict
        {
            await check.verdict(
                BasicCredentials(user: user, password: Array(password.utf8)), users: users, source: source,
                host: "192.0.2.1")
        }
    }

    @Test func whoIsRightIsHashedOnce() async throws {
        let fixture = try Fixture()
        for _ in 0..<100 { #expect(await fixture.verdict("a", "right") == .admitted) }
        #expect(fixture.asked.all == [Asked(password: "right", hash: "$2y$04$right")])
        await fixture.check.stop()
    }

    @Test func whoIsWrongIsHashedEveryTimeUntilItIsTooMuch() async throws {
        let fixture = try Fixture()
        var verdicts: [LoginCheck.Verdict] = []
        for _ in 0..<12 { verdicts.append(await fixture.verdict("a", "wrong")) }
        #expect(verdicts.prefix(10).allSatisfy { $0 == .refused })
        #expect(verdicts.last == .tooMany)
        #expect(fixture.asked.all.count == 10)
        await fixture.check.stop()
    }

    @Test func whoIsKnownComesInWhileOthersFromThereAreTurnedAway() async throws {
        let fixture = try Fixture()
        #expect(await fixture.verdict("a", "right") == .admitted)
        for _ in 0..<12 { _ = await fixture.verdict("a", "wrong") }
        #expect(await fixture.verdict("a", "right") == .admitted)
        await fixture.check.stop()
    }

    @Test func aUserWhoDoesNotExistTakesAsLongAsTheSlowestWhoDoes() async throws {
        let fixture = try Fixture()
        #expect(await fixture.verdict("nobody", "right") == .refused)
        #expect(fixture.asked.all.map(\.hash) == [PasswordHash.decoy(cost: 12)])
        await fixture.check.stop()
    }

    @Test func aNewHashEndsWhatWasRemembered() async throws {
        let fixture = try Fixture()
        #expect(await fixture.verdict("a", "right") == .admitted)
        #expect(await fixture.verdict("a", "right", ["a": "$2y$04$new"]) == .refused)
        #expect(await fixture.verdict("a", "right", ["b": "$2y$12$other"]) == .refused, "taken out")
        await fixture.check.stop()
    }

    @Test func aPasswordOfOneUserIsNotThatOfAnother() async throws {
        let fixture = try Fixture()
        #expect(await fixture.verdict("a", "right") == .admitted)
        _ = await fixture.verdict("b", "right")
        #expect(fixture.asked.all.map(\.hash) == ["$2y$04$right", "$2y$12$other"])
        await fixture.check.stop()
    }

    @Test func withoutUsersEverybodyComesInAndNothingIsHashed() async throws {
        let fixture = try Fixture()
        #expect(await fixture.check.verdict(nil, users: [:], source: fixture.source, host: "") == .admitted)
        #expect(await fixture.check.verdict(nil, users: Self.users, source: fixture.source, host: "") == .refused)
        #expect(fixture.asked.all.isEmpty && fixture.log.lines.all.isEmpty)
    }

    @Test func failuresAreLoggedOnceAMinuteWithoutThePassword() async throws {
        let fixture = try Fixture()
        for _ in 0..<12 { _ = await fixture.verdict("evil\n", "hunter2") }
        let lines = fixture.log.lines.all
        #expect(lines.map(\.message) == ["Login to the admin pages refused"])
        #expect(lines.first?["address"] == "192.0.2.1" && lines.first?["user"] == "'evil\\u{a}'")
        #expect(!lines.contains { "\($0)".contains("hunter2") })
        await fixture.check.stop()
    }
}
