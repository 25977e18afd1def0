import SubrosaPlumbing
import Testing

@testable import SubrosaSplit

@Suite("Who may be the other half")
struct AllowedUsersTests {
    private func user(_ uid: UInt32) -> SocketUser { SocketUser(pid: 1, uid: uid, gid: 0) }

    @Test func namesAreLookedUpAndNumbersStandForThemselves() throws {
        let users = try AllowedUsers(named: ["4711", "root", "0"], in: "edge.users")
        #expect(users.uids == [4_711, 0])
        #expect(users.contains(user(0)))
        #expect(!users.contains(user(1)))
        #expect("\(users)" == "users 4711, 0")
    }

    @Test func aNameThatNobodyHasIsAnError() {
        #expect(throws: UnknownAccount(.user, "no-such-user", in: "edge.users")) {
            try AllowedUsers(named: ["root", "no-such-user"], in: "edge.users")
        }
    }

    @Test func theNumberThatStandsForNobodyAtAllIsNoUser() {
        #expect(throws: UnknownAccount.self) { try AllowedUsers(named: ["4294967295"], in: "edge.users") }
    }

    @Test func usersOfOtherNamespacesAreOnlyAllowedByWhoeverListsTheirNumber() {
        let overflow = SocketUser.overflow
        #expect(!AllowedUsers(implied: [overflow, 0]).contains(user(overflow)))
        #expect(AllowedUsers(listed: [overflow]).contains(user(overflow)))
    }
}
