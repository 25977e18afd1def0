/// For what no event tells of: looks again every few milliseconds.
package func eventually(
    _ what: String, within limit: Duration = .seconds(5), _ check: () async throws -> Bool
) async throws {
    let limit = limit * Patience.factor
    let deadline = ContinuousClock.now + limit
    while try await !check() {
        guard ContinuousClock.now < deadline else { throw TooLate(what: what, limit: limit) }
        try await Task.sleep(for: .milliseconds(5))
    }
}
