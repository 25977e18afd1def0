import Testing

@testable import SubrosaDoctor

@Suite("Where an Alertmanager serves its API")
struct AlertmanagerURLTests {
    @Test(arguments: [
        (["am"], "http://127.0.0.1:9093"), (["am", "--web.listen-address=:9999"], "http://127.0.0.1:9999"),
        (["am", "--web.listen-address", "0.0.0.0:80"], "http://127.0.0.1:80"),
        (["am", "--web.listen-address=[::]:80"], "http://127.0.0.1:80"),
        (["am", "--web.listen-address=[::1]:80"], "http://[::1]:80"),
        (["am", "--web.route-prefix=/am"], "http://127.0.0.1:9093/am"),
        (["am", "--web.external-url=https://example.com/am/"], "http://127.0.0.1:9093/am"),
        (["am", "--web.external-url=https://example.com"], "http://127.0.0.1:9093"),
        (["am", "--web.external-url=https://example.com/x", "--web.route-prefix=/"], "http://127.0.0.1:9093"),
    ])
    func theCommandLineSaysIt(command: [String], url: String) {
        let place = AlertmanagerURL(command: command)
        #expect(place.url?.description == url)
        #expect(place.isGiven == command.contains { $0.hasPrefix("--web.listen-address") })
    }

    @Test(arguments: [
        ["am", "--web.config.file=w.yml"], ["am", "--web.listen-address=x"], ["am", "--web.listen-address="],
    ])
    func whereTLSMayBeServedOrTheAddressIsOddNobodyIsAsked(command: [String]) {
        #expect(AlertmanagerURL(command: command).url == nil)
    }
}
