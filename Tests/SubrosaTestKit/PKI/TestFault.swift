import FoundationEssentials

/// Something to be wrong, or at least unusual, with a test certificate. Any number may be combined.
package enum TestFault: Hashable, Sendable {
    /// Ended an hour ago.
    case expired
    /// Begins in an hour.
    case notYetValid
    /// Ends this many seconds from now.
    case endsIn(TimeInterval)

    /// The extended key usage has serverAuth only.
    case lacksClientAuth
    /// The extended key usage has clientAuth only.
    case lacksServerAuth
    /// The extended key usage has codeSigning only.
    case codeSigningOnly
    /// The extended key usage has anyExtendedKeyUsage only.
    case anyExtendedUsage
    /// No extended key usage at all, which allows everything.
    case noExtendedUsage
    /// The key usage allows neither signing handshakes nor signing certificates.
    case keyAgreementOnly
    /// No key usage at all, which allows everything.
    case noKeyUsage

    /// A leaf that says it is a CA.
    case leafIsAuthority
    /// A CA that says it is none.
    case authorityIsNone
    /// A CA without basicConstraints.
    case noBasicConstraints
    /// A CA that allows this many CAs below it.
    case pathLength(Int)
    /// A CA that may only issue for names in this domain.
    case permitsOnly(String)
    /// A CA that may not issue for names in this domain.
    case excludes(String)
    /// X.509 version 1: no extensions at all, whatever else was asked for.
    case version1

    /// A critical extension that nobody knows.
    case unknownCriticalExtension
    /// The extended key usage and the alternative names are marked critical (which is allowed).
    case criticalExtensions
    /// The extension of alternative names holds bytes that are none.
    case damagedNames
    /// Two common names in the subject.
    case secondCommonName(String)
    /// An organisational unit in the subject; may be given more than once.
    case organizationalUnit(String)
    /// No common name in the subject.
    case emptySubject
    /// Signed with RSA and SHA-1; the issuer's key has to be RSA.
    case signedWithSHA1
    /// The signature has a flipped bit.
    case brokenSignature
}
