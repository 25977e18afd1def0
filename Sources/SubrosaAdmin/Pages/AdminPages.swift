import SubrosaCore
import SubrosaMetrics

/// What the node answers to whom: everything about the admin pages but sockets and HTTP's syntax.
package struct AdminPages: Sendable {
    /// What is needed for the answer to a request.
    package enum Step: Hashable, Sendable {
        case answer(AdminResponse)
        case show(AdminPage)
        case reload
    }

    /// This program's.
    private let version: String

    package init(version: String) { self.version = version }

    package func begin(_ request: AdminRequest) -> Step {
        guard let page = AdminPage(rawValue: request.path) else {
            let paths = AdminPage.allCases.map(\.rawValue).joined(separator: ", ")
            return .answer(.text(404, ["There is nothing here. There is: \(paths)"]))
        }
        guard page.methods.contains(request.method) else {
            let methods = page.methods.joined(separator: ", ")
            return .answer(.text(405, ["This takes \(methods)."], headers: [["Allow", methods]]))
        }
        switch page {
        case .healthy: return .answer(.text(200, ["Subrosa is running."]))
        case .reload:
            guard OriginCheck.allows(request) else {
                return .answer(.text(403, ["A page of another origin asked for this; use curl, or SIGHUP."]))
            }
            return .reload
        // Browsers ask for it unasked; there is none.
        case .icon: return .answer(.nothing)
        case .front, .metrics, .status, .ready: return .show(page)
        }
    }

    package func show(_ page: AdminPage, _ status: NodeStatus, process: ProcessFigures) -> AdminResponse {
        switch page {
        case .metrics:
            let observation = Observation(status: status, version: version, process: process)
            return AdminResponse(
                200, contentType: ExpositionText.contentType, body: ExpositionText.render(observation))
        case .status:
            guard let json = try? StatusDocument(status, softwareVersion: version).json() else {
                return .text(500, ["The status could not be written."])
            }
            return AdminResponse(200, contentType: "application/json", body: json)
        case .ready:
            let reasons = Readiness.missing(status)
            return reasons.isEmpty ? .text(200, ["Subrosa is ready."]) : .text(503, reasons)
        case .icon: return .nothing
        case .front, .healthy, .reload:
            return AdminResponse(
                200, contentType: "text/html; charset=utf-8", policy: FrontPolicy.text,
                body: FrontPage(status, version: version).html)
        }
    }

    /// - Parameter problems: as ``NodeView/reload()`` gives them.
    package func reloaded(_ problems: [String]) -> AdminResponse {
        problems.isEmpty ? .text(200, ["reloaded"]) : .text(500, problems)
    }

    /// Asks the node what is needed for the answer to a request.
    ///
    /// - Returns: makes the answer.
    func prepare(_ request: AdminRequest, view: any NodeView) async -> @Sendable () -> AdminResponse {
        switch begin(request) {
        case .answer(let response): return { response }
        case .show(let page):
            guard let status = try? await view.status() else { return { .text(503, ["The node has ended."]) } }
            return { show(page, status, process: ProcessReader.figures()) }
        case .reload:
            let problems = await view.reload()
            return { reloaded(problems) }
        }
    }
}
