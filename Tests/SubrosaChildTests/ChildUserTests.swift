import Testing

@testable import SubrosaChild

@Suite struct ChildUserTests {
    @Test func aNameStandsForItsUserAndAllItsGroups() throws {
        let root = try ChildUser(named: "root")
        #expect(root.uid == 0 && root.gid == 0 && root.groups.contains(0))
        #expect(try ChildUser(named: "0") == root)
    }

    @Test func aGroupBehindTheColonStandsForTheUsersOwn() throws {
        let user = try ChildUser(named: "root:7")
        #expect(user.gid == 7 && user.groups.contains(7))
    }

    @Test func anUnknownNumberNeedsAGroup() throws {
        #expect(try ChildUser(named: "123456:654321") == ChildUser(uid: 123_456, gid: 654_321, groups: [654_321]))
        #expect(throws: CommandFailure.self) { try ChildUser(named: "123456") }
    }

    @Test(arguments: ["", ":", "root:", ":root", "no-such-user", "root:no-such-group", "-1:0", "4294967296:0"])
    func whatNobodyIsIsRefused(_ text: String) {
        let failure = #expect(throws: CommandFailure.self) { try ChildUser(named: text) }
        #expect(failure?.status == 1)
    }
}
