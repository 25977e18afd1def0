#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// How much more time than usual everything gets: the sanitizers make a program many times slower.
package enum Patience {
    /// What the deadlines of tests, and those that tests set for the code, are multiplied with: `SUBROSA_TEST_PATIENCE`,
    /// a whole number from 1 to 100, or 1.
    package static let factor: Int = {
        guard let text = getenv("SUBROSA_TEST_PATIENCE") else { return 1 }
        let factor = Int(String(cString: text))
        guard let factor, (1...100).contains(factor) else {
            preconditionFailure("SUBROSA_TEST_PATIENCE is \(String(cString: text)), not a whole number from 1 to 100")
        }
        return factor
    }()
}
