import Crypto
import FoundationEssentials

/// What a browser may do for the front page: run the one script and use the one style sheet that are written here, and
/// ask the node itself. Markup that got in from elsewhere could neither run nor load anything, nor send anything away.
enum FrontPolicy {
    /// Of the Content-Security-Policy field (W3C CSP 3, section 2.4).
    static let text = [
        "default-src 'none'", "script-src \(hash(FrontScript.html))", "style-src \(hash(FrontStyle.html))",
        // The icon that browsers ask for unasked.
        "img-src 'self'",
        "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static func hash(_ html: HTML) -> String {
        "'sha256-\(Data(SHA256.hash(data: Data(html.markup.utf8))).base64EncodedString())'"
    }
}
