import Testing

@testable import SubrosaAdmin

@Suite("Password hashes")
struct PasswordHashTests {
    /// From Openwall's crypt_blowfish (wrapper.c), and what htpasswd writes.
    @Test(arguments: [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ])
    func aPasswordMatchesItsHashAndNoOther(password: String, hash: String) {
        #expect(PasswordHash.matches(Array(password.utf8), hash))
        #expect(!PasswordHash.matches(Array("\(password)x".utf8), hash))
        #expect(!PasswordHash.matches(Array("\(password)\0".utf8), hash), "C ends there")
        #expect(!PasswordHash.matches(Array(password.utf8), String(hash.dropLast()) + "x"))
    }

    @Test func aPasswordThatIsTooLongMatchesNothing() {
        #expect(!PasswordHash.matches([UInt8](repeating: 65, count: 4_096), Self.hash))
    }

    @Test(arguments: ["", "$2y$", "*0", "*1", "x"]) func whatIsNoHashIsMatchedByNothing(hash: String) {
        #expect(!PasswordHash.matches(Array("x".utf8), hash))
        #expect(!PasswordHash.matches([], hash))
    }

    @Test func theDecoyIsMatchedByNothingAndCostsAsMuch() {
        #expect(PasswordHash.cost(of: Self.hash) == 5)
        let decoy = PasswordHash.decoy(cost: 5)
        #expect(PasswordHash.cost(of: decoy) == 5)
        #expect(!PasswordHash.matches(Array("U*U".utf8), decoy))
        // It is computed, not refused at once, which would tell that there is no such user.
        let computed = PasswordHash.computed(Array("U*U".utf8), decoy)
        #expect(computed?.count == 60 && computed?.hasPrefix(decoy) == true)
    }

    private static let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
}
