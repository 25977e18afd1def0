import X509

/// Serial numbers as `openssl x509 -serial` prints them, but in lower case.
package enum SerialText {
    /// At most 20 bytes (RFC 5280 4.1.2.2) are shown; what is longer ends in `...`.
    package static func hexadecimal(_ serial: Certificate.SerialNumber) -> String {
        let digits = serial.bytes.prefix(20).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return serial.bytes.count > 20 ? digits + "..." : digits
    }
}
