/// What the system's resolver, or the DNS server, said instead of an address.
package struct NameFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(description: String) { self.description = description }
}
