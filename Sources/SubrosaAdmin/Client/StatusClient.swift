import NIOCore

/// Asks a running node for its status.
package enum StatusClient {
    /// For everything: the name, the connection and the answer.
    package static let deadline = TimeAmount.seconds(5)
    /// Bytes of an answer that are read; a thousand peers need a third of it.
    package static let answerLimit = 8 << 20

    /// What the node serves at `/api/v1/status`, unparsed.
    package static func fetch(
        _ url: StatusURL, access: StatusAccess = .none, deadline: TimeAmount = deadline,
        answerLimit: Int = answerLimit
    ) async throws(StatusFailure) -> [UInt8] {
        let client = try PageClient(url, access: access)
        let answer: PageClient.Answer
        do throws(PageFailure) {
            answer = try await client.get(AdminPage.status.rawValue, deadline: deadline, limit: answerLimit)
        } catch { throw failure(error, url) }
        switch answer.status {
        case 200: return answer.body
        case 401:
            throw StatusFailure(
                what:
                    "\(url) wants a user and a password, and \(access.credentials == nil ? "none were" : "not these") given",
                remedy: "give --user and --password.file as basic_auth_users of the node's web configuration has them")
        case 429, 503:
            throw StatusFailure(
                what: "\(url) does not check passwords now (HTTP status \(answer.status))",
                remedy: "try again in a minute")
        default:
            throw StatusFailure(
                what: "\(url) answers with HTTP status \(answer.status)",
                remedy: "look whether a Subrosa serves there (web.listen_address), and no other program")
        }
    }

    private static func failure(_ failure: PageFailure, _ url: StatusURL) -> StatusFailure {
        switch failure {
        case .tooLong:
            StatusFailure(
                what: "\(url) sends more than a status can be",
                remedy: "look whether a Subrosa serves there, and no other program")
        case .tls(let text):
            StatusFailure(
                what: "no TLS with \(url): \(text)",
                remedy:
                    "look at its certificate and its host name, and give its CA with --ca.file; if it asks for a certificate, --cert.file and --key.file"
            )
        case .silent, .ended, .system:
            StatusFailure(
                what: "cannot reach the node at \(url): \(failure)",
                remedy: "look whether subrosa runs there and serves web.listen_address, or give its address with --url")
        }
    }
}
