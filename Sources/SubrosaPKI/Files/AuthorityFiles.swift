import FoundationEssentials
import SubrosaCore
import SubrosaIdentity

/// What stands where in a CA's directory.
package struct AuthorityFiles: Hashable, Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// The CAs to be believed, newest first; goes to every node.
    package var certificate: String { self["ca.pem"] }
    /// The key of the CA that issues.
    package var key: String { self["ca.key"] }
    /// While a CA is being replaced, before the new one issues: its key.
    package var newKey: String { self["ca.new.key"] }
    /// While a CA is being replaced, when the new one issues: the key of the old one.
    package var oldKey: String { self["ca.old.key"] }
    /// What has been revoked; goes to every node.
    package var revocationLists: String { self["crl.pem"] }
    /// What has been issued (``IssuedRegister``).
    package var register: String { self["issued.txt"] }

    /// Where a key is moved that nothing needs any more.
    func destroyable(keySHA256: String) -> String { self["ca-\(keySHA256.prefix(8)).key.can-be-destroyed"] }

    /// - Parameter node: As checked by ``nodeName(_:)``.
    package func certificate(of node: String) -> String { self[node + ".pem"] }
    /// - Parameter node: As checked by ``nodeName(_:)``.
    package func key(of node: String) -> String { self[node + ".key"] }
    /// The certificate that a renewal has replaced.
    /// - Parameter node: As checked by ``nodeName(_:)``.
    package func formerCertificate(of node: String) -> String { self[node + ".pem.old"] }

    /// The names that have a `NAME.pem`, in order, whatever is in it.
    package func nodes() throws(PKIFailure) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw PKIFailure(
                "\(directory) cannot be listed: it does not exist, or \(ProcessUser.current) may not; use another --dir or another user"
            )
        }
        return names.filter { $0.hasSuffix(".pem") }.map { String($0.dropLast(4)) }
            .filter { (try? Self.nodeName($0)) != nil }.sorted()
    }

    /// - Returns: `name`, if it may name a node's files.
    @discardableResult
    package static func nodeName(_ name: String) throws(PKIFailure) -> String {
        guard NodeName(name) != nil, let first = name.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "-")
        else {
            throw PKIFailure(
                "\(UntrustedText.quoted(name)) is no name for a node: use 1 to \(NodeName.maximumLength) letters, digits, ., _ and -,"
                    + " not beginning with . or -")
        }
        guard !["ca", "ca.new", "ca.old", "crl"].contains(name.lowercased()) else {
            throw PKIFailure("a node cannot be named \(name): those files are the CA's")
        }
        return name
    }

    private subscript(name: String) -> String {
        directory.utf8.last == UInt8(ascii: "/") ? directory + name : "\(directory)/\(name)"
    }
}
