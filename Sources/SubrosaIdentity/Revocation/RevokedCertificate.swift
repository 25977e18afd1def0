import FoundationEssentials
import X509

/// An entry of a list of revoked certificates.
package struct RevokedCertificate: Hashable, Sendable {
    package let serial: Certificate.SerialNumber
    /// When it was revoked, to the second. It counts as revoked whatever this says.
    package let date: Date
    /// nil if the list does not say, or says a code that RFC 5280 does not have.
    package let reason: RevocationReason?

    package init(serial: Certificate.SerialNumber, date: Date, reason: RevocationReason?) {
        self.serial = serial
        self.date = date
        self.reason = reason
    }
}
