import SubrosaIdentity

/// What an operator names to have it revoked.
package enum RevocationRequest: Hashable, Sendable {
    /// Every certificate that a node has been issued.
    case node(String)
    /// The certificate in a file, and every other one with its key.
    case file(String)
    /// One certificate; as ``SerialText`` writes it.
    case serial(String)

    /// - Parameter text: `serial:` and hexadecimal digits, colons between them allowed; else a node, if the CA knows
    ///   one of that name, else a file.
    init(_ text: String, known: KnownAuthorities, register: IssuedRegister?) throws(PKIFailure) {
        if text.hasPrefix("serial:") {
            self = .serial(try Self.serial(String(text.dropFirst("serial:".count))))
            return
        }
        if (try? AuthorityFiles.nodeName(text)) != nil,
            NewFile.exists(known.files.certificate(of: text))
                || register?.entries.contains(where: { $0.name == text }) == true
        {
            self = .node(text)
            return
        }
        guard NewFile.exists(text) else {
            throw PKIFailure(
                "\(UntrustedText.quoted(text)) is neither a node of this CA (\(known.files.directory) has no such NAME.pem,"
                    + " issued.txt no such name) nor a file; name a node, a certificate's file, or serial:HEX")
        }
        self = .file(text)
    }

    private static func serial(_ text: String) throws(PKIFailure) -> String {
        var digits = text.lowercased().filter { $0 != ":" }
        if digits.utf8.count % 2 != 0 { digits = "0" + digits }
        while digits.hasPrefix("00") { digits.removeFirst(2) }
        guard (2...40).contains(digits.utf8.count), digits.utf8.allSatisfy({ Self.value(of: $0) != nil }) else {
            throw PKIFailure(
                "\(UntrustedText.quoted(text)) is no serial number: write it in hexadecimal, at most 40 digits, as subrosa pki inspect and the log do"
            )
        }
        return digits
    }

    /// The bytes of a serial number as this type and the register write it.
    static func bytes(of serial: String) -> [UInt8] {
        let values = serial.utf8.map { value(of: $0) ?? 0 }
        return stride(from: 0, to: values.count - 1, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
