import FoundationEssentials
import SubrosaIdentity

/// This node's own certificate and what it believes.
package struct CredentialObservation: Hashable, Sendable {
    /// What is wrong with the files, in the words of `subrosa check-config`.
    package struct Problem: Hashable, Sendable {
        package let place: String
        package let what: String
        package let why: String
        package let remedy: String
        /// It is about the node's own certificate.
        package let isOfCertificate: Bool

        package init(place: String, what: String, why: String, remedy: String, isOfCertificate: Bool) {
            self.place = place
            self.what = what
            self.why = why
            self.remedy = remedy
            self.isOfCertificate = isOfCertificate
        }
    }

    /// Something that ends: a CA, a list of revoked certificates.
    package struct Ending: Hashable, Sendable {
        package let what: String
        package let end: Date

        package init(what: String, end: Date) {
            self.what = what
            self.end = end
        }
    }

    /// Those that keep the node from running.
    package var problems: [Problem]
    /// Of the node's own certificate, if it can be read at all.
    package var dates: CertificateDates?
    package var endings: [Ending]

    package init(problems: [Problem] = [], dates: CertificateDates?, endings: [Ending] = []) {
        self.problems = problems
        self.dates = dates
        self.endings = endings
    }
}
