import NIOCore
import NIOSSL
import SubrosaCore
import SubrosaIdentity

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What a TLS error means in our words.
///
/// NIOSSL gives BoringSSL's reasons only as text; this file is the one place that reads it.
enum TLSFailure {
    /// BoringSSL's reason (in its error text) and ours. The first that is found decides.
    private static let reasons: [(marker: String, reason: RefusalReason)] = [
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", .noCertificate),
        ("UNSUPPORTED_PROTOCOL", .tlsVersion),
        ("ALERT_PROTOCOL_VERSION", .tlsVersion),
        ("WRONG_SSL_VERSION", .tlsVersion),
        ("NO_APPLICATION_PROTOCOL", .alpnMismatch),
        ("WRONG_VERSION_NUMBER", .notTLS),
        ("HTTP_REQUEST", .notTLS),
        ("HTTPS_PROXY_REQUEST", .notTLS),
        ("UNEXPECTED_MESSAGE", .notTLS),
        ("UNEXPECTED_RECORD", .notTLS),
        ("INVALID_OUTER_RECORD_TYPE", .notTLS),
        ("ENCRYPTED_LENGTH_TOO_LONG", .notTLS),
        ("ALERT_CERTIFICATE_REQUIRED", .refusedByPeer),
        ("ALERT_", .refusedByPeer),
    ]

    /// - Parameter error: what NIOSSL reported before the hello was over.
    static func refusal(for error: any Error) -> Refusal {
        if let error = error as? NIOSSLError, case .uncleanShutdown = error {
            return Refusal(.closedEarly, "closed without a TLS close")
        }
        if let error = error as? IOError { return Refusal(.closedEarly, SystemMessage.text(error.errnoCode)) }
        let text = "\(error)"
        if text.contains("EOF during handshake") { return Refusal(.closedEarly, "during the TLS handshake") }
        if text.contains("NO_SHARED_GROUP") {
            return Refusal(.tlsFailure, "the peer offers none of tls.curves (NO_SHARED_GROUP)")
        }
        let reason = reasons.first { text.contains($0.marker) }?.reason ?? .tlsFailure
        return Refusal(reason, UntrustedText.escaped(summary(of: text)))
    }

    /// `error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION at …` is too long for a log line:
    /// keeps the names of the reasons.
    private static func summary(of text: String) -> String {
        let names = text.split(separator: ":").compactMap { part -> Substring? in
            let word = part.prefix { $0.isUppercase || $0.isNumber || $0 == "_" }
            return word.count > 4 && word.contains("_") && !word.hasSuffix("_") ? word : nil
        }
        return names.isEmpty ? text : names.joined(separator: ", ")
    }
}
