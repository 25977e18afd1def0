/// Why a certificate was not made: what happened, why, and what to do, in one line.
package struct PKIFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
