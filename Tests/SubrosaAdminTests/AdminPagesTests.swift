import SubrosaCore
import SubrosaMetrics
import SubrosaTestKit
import Testing

@testable import SubrosaAdmin

@Suite("Admin pages")
struct AdminPagesTests {
    private static let pages = AdminPages(version: "0.1.0")

    private func show(_ page: AdminPage, _ sample: SampleStatus) throws -> AdminResponse {
        Self.pages.show(page, try sample.status(), process: ProcessFigures())
    }

    private func step(_ method: String, _ target: String) -> AdminPages.Step {
        Self.pages.begin(AdminRequest(method: method, target: target))
    }

    private func refusal(_ step: AdminPages.Step) throws -> AdminResponse {
        guard case .answer(let response) = step else { throw SystemError(call: "\(step)", code: 0) }
        return response
    }

    @Test(arguments: [
        ("GET", "/", AdminPage.front), ("HEAD", "/", .front), ("GET", "/metrics", .metrics),
        ("GET", "/metrics?name[]=up", .metrics), ("HEAD", "/metrics", .metrics), ("GET", "/-/ready", .ready),
        ("GET", "/api/v1/status", .status), ("GET", "http://am-1:9096/metrics", .metrics),
        ("GET", "http://am-1", .front),
    ])
    func whatIsThereIsShown(method: String, target: String, page: AdminPage) {
        #expect(step(method, target) == .show(page))
    }

    @Test(arguments: ["/metrics/", "//", "/Metrics", "/-/", "/-/quit", "/../metrics", "*", "", "/%2d/ready", "metrics"])
    func whatIsNotThereIs404(target: String) throws {
        #expect(try refusal(step("GET", target)).status == 404)
    }

    @Test(arguments: [
        ("POST", "/metrics", "GET, HEAD"), ("DELETE", "/", "GET, HEAD"), ("POST", "/-/healthy", "GET, HEAD"),
        ("get", "/metrics", "GET, HEAD"), ("GET", "/-/reload", "POST, PUT"), ("HEAD", "/-/reload", "POST, PUT"),
    ])
    func aMethodThatAPageDoesNotTakeIsToldWhichItTakes(method: String, target: String, allow: String) throws {
        let response = try refusal(step(method, target))
        #expect(response.status == 405)
        #expect(response.allHeaders.contains(["Allow", allow]))
    }

    @Test func healthAsksNobody() throws {
        #expect(try refusal(step("GET", "/-/healthy")).status == 200)
    }

    @Test func readinessSaysWhatIsMissing() throws {
        #expect(try show(.ready, .well()).status == 200)
        var sample = try SampleStatus.well()
        sample.isDraining = true
        #expect(try show(.ready, sample) == .text(503, ["the node is ending"]))
        #expect(try show(.ready, .unwell()) == .text(503, ["am-3 has not been tried yet"]))
        sample = try .well()
        sample.isReady = false
        #expect(try show(.ready, sample) == .text(503, ["an address is not bound yet"]))
    }

    @Test(arguments: ["POST", "PUT"]) func reloadIsAskedFor(method: String) {
        #expect(step(method, "/-/reload") == .reload)
    }

    @Test func reloadSaysWhatIsWrongALineEach() {
        #expect(Self.pages.reloaded([]) == .text(200, ["reloaded"]))
        let response = Self.pages.reloaded(["subrosa.yml:1:1: one", "subrosa.yml:2:1: two"])
        #expect(response.status == 500)
        #expect(response.body == "subrosa.yml:1:1: one\nsubrosa.yml:2:1: two\n")
    }

    @Test(arguments: [
        (nil, "am-1:9096", true), ("http://127.0.0.1:9096", "127.0.0.1:9096", true),
        ("http://localhost:9096", "localhost:9096", true), ("http://[::1]:9096", "[::1]:9096", true),
        // Another origin; a name that was made to mean this address; another scheme; an origin that is kept secret.
        ("http://evil.example", "127.0.0.1:9096", false), ("http://evil.example:9096", "evil.example:9096", false),
        ("https://127.0.0.1:9096", "127.0.0.1:9096", false), ("null", "127.0.0.1:9096", false),
        ("http://127.0.0.1:8080", "127.0.0.1:9096", false), ("http://", "", false), ("http://[::1", "[::1", false),
    ])
    func aPageOfAnotherOriginCannotReload(origin: String?, host: String, isAllowed: Bool) throws {
        let request = AdminRequest(method: "POST", target: "/-/reload", hosts: [host], origin: origin)
        let step = Self.pages.begin(request)
        if isAllowed { #expect(step == .reload) } else { #expect(try refusal(step).status == 403) }
    }

    @Test(arguments: [("https://127.0.0.1:9096", true), ("http://127.0.0.1:9096", false)])
    func overTLSAPageOfTheSameOriginHasComeOverTLS(origin: String, isAllowed: Bool) {
        let request = AdminRequest(
            method: "POST", target: "https://127.0.0.1:9096/-/reload", hosts: ["127.0.0.1:9096"], origin: origin,
            isSecure: true)
        #expect((Self.pages.begin(request) == .reload) == isAllowed)
    }

    @Test(arguments: AdminPage.allCases) func everyAnswerHasTheHeadersThatKeepBrowsersCareful(page: AdminPage) throws {
        let names = try show(page, .well()).allHeaders.map { $0[0] }
        #expect(Set(names).count == names.count)
        let needed: Set = [
            "Content-Type", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
        ]
        #expect(needed.isSubset(of: names))
        // RFC 9110, section 8.6
        #expect(names.contains("Content-Length") == (page != .icon))
    }

    @Test func onlyTheFrontPageMayRunItsOwnScriptAndNoOther() throws {
        let front = try show(.front, .well())
        #expect(front.policy.contains("default-src 'none'; script-src 'sha256-"))
        #expect(!front.policy.contains("unsafe"))
        for page in [AdminPage.metrics, .status, .ready] {
            #expect(try show(page, .well()).policy == AdminResponse.nothingAllowed)
        }
    }

    @Test func theMetricsAreInTheFormOfPrometheus() throws {
        let response = try show(.metrics, .well())
        #expect(response.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.body.contains("\nsubrosa_build_info{version=\"0.1.0\"} 1\n"))
    }

    @Test func theProcessIsMeasured() throws {
        let figures = ProcessReader.figures()
        #expect(try #require(figures.residentBytes) > 1 << 20)
        let open = try #require(figures.openDescriptors)
        let most = try #require(figures.maximumDescriptors)
        #expect(open >= 3 && open < most)
        #expect(try #require(figures.cpuSeconds) > 0)
    }
}
