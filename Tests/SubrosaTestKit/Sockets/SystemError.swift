#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What a system call said.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    package let call: String
    package let code: CInt

    package init(call: String, code: CInt) {
        self.call = call
        self.code = code
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }

    /// - Returns: `result`, unless it is negative. Calls that a signal interrupts are made again.
    @discardableResult
    static func check<Result: BinaryInteger>(_ call: String, _ body: () -> Result) throws -> Result {
        while true {
            let result = body()
            if result >= 0 { return result }
            if errno != EINTR { throw SystemError(call: call, code: errno) }
        }
    }
}
