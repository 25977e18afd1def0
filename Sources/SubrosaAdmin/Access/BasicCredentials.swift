import FoundationEssentials

/// A user and a password, as HTTP carries them (RFC 7617).
package struct BasicCredentials: Hashable, Sendable {
    package let user: String
    package let password: [UInt8]

    package init(user: String, password: [UInt8]) {
        self.user = user
        self.password = password
    }

    /// - Parameter fields: every Authorization field of a request.
    /// - Returns: nil unless there is just one, of the scheme Basic, and it can be read.
    init?(fields: [String]) {
        guard fields.count == 1 else { return nil }
        let parts = fields[0].split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "basic", let data = Data(base64Encoded: String(parts[1])),
            let colon = data.firstIndex(of: UInt8(ascii: ":")),
            let user = String(bytes: data[..<colon], encoding: .utf8)
        else { return nil }
        self.user = user
        password = Array(data[data.index(after: colon)...])
    }

    /// What a client sends.
    package var field: String {
        "Basic \(Data(Array(user.utf8) + [UInt8(ascii: ":")] + password).base64EncodedString())"
    }
}
