import FoundationEssentials
import X509

/// Where a moment stands to a certificate's dates.
enum Validity {
    /// - Parameter name: What to call the certificate in the refusal.
    static func check(_ certificate: Certificate, called name: String, now: Date) throws(Refusal) {
        if now < certificate.notValidBefore {
            throw Refusal(
                .certificateNotYetValid,
                "\(name) begins \(TimeText.utc(certificate.notValidBefore)), it is \(TimeText.utc(now)) here")
        }
        if now > certificate.notValidAfter {
            throw Refusal(
                .certificateExpired,
                "\(name) ended \(TimeText.utc(certificate.notValidAfter)), it is \(TimeText.utc(now)) here")
        }
    }
}
