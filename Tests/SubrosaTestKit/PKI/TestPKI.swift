import FoundationEssentials
import SubrosaIdentity
import X509

/// A throw-away PKI for a test: one CA in memory, made afresh, and whatever it is asked to issue.
///
///     let pki = try TestPKI()
///     let leaf = try pki.issue(sans: [.dns("am-1.test")])
///     let stale = try pki.issue(sans: [.dns("am-2.test")], .expired)
///     let deep = try pki.root.intermediate().issue(sans: [.dns("am-3.test")])
///     let stranger = try TestPKI().issue(sans: [.dns("am-1.test")])    // the same name from another CA
///
///     try await withTemporaryDirectory { directory in
///         let files = try leaf.write(to: directory, name: "am-1")       // am-1.pem, am-1.key, am-1-ca.pem
///         let credentials = try await Credentials.load(files: files, identity: nil, now: pki.now)
///     }
package struct TestPKI: Sendable {
    /// The CA; ask it for intermediates.
    package let root: TestAuthority

    /// - Parameters:
    ///   - name: The CA's common name.
    ///   - now: The time by which certificates are in date: from two hours before until thirty days after.
    package init(name: String = "Test CA", now: Date = Date()) throws {
        self.root = try TestAuthority(name: name, now: now)
    }

    package var now: Date { root.now }

    /// What peers have in ca_file.
    package var roots: [Certificate] { [root.certificate] }

    /// Makes a leaf; see ``TestAuthority/issue(sans:commonName:key:_:)``.
    package func issue(
        sans: [TestName] = [], commonName: String = "test leaf", key: TestKeyKind = .p256, _ faults: TestFault...
    ) throws -> TestLeaf {
        try root.issue(sans: sans, commonName: commonName, key: key, faults: faults)
    }
}
