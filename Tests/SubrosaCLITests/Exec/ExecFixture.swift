import Foundation
import SubrosaTestKit

/// A node whose peer is never there, and the built program to be it.
struct ExecFixture {
    let directory: TemporaryDirectory
    let own: LoopbackAddress
    let peer: LoopbackAddress

    /// Beside the test bundle, where the build puts it.
    static let binary: String = {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
        let name = bundle.components(separatedBy: ".xctest").first ?? ""
        return URL(filePath: name).deletingLastPathComponent().appending(path: "subrosa").path
    }()

    init() throws {
        directory = try TemporaryDirectory()
        let network = 0x7f00_0000 | UInt32.random(in: 0x40_00...0xff_ff) << 8
        own = try LoopbackAddress(ip: network | 1, port: 0).withFreePort()
        peer = LoopbackAddress(ip: network | 2, port: own.port)
        let link = try LoopbackAddress(ip: network | 3, port: 0).withFreePort()
        _ = try TestPKI().issue(sans: [.dns("am-1.test")]).write(to: directory, name: "am-1")
        try directory.write(
            """
            nodes:
              - {name: am-1, address: "\(link)", virtual_address: "\(own)", identity: "dns:am-1.test"}
              - {name: am-2, address: "\(link.with(port: 1))", virtual_address: "\(peer)", identity: "dns:am-2.test"}
            listen: "\(link)"
            tls: {cert_file: am-1.pem, key_file: am-1.key, ca_file: am-1-ca.pem}

            """, to: "subrosa.yml")
    }

    /// `subrosa exec` for this node.
    func words(_ options: [String] = [], _ command: [String]) -> [String] {
        [Self.binary, "exec", "--config.file=\(directory["subrosa.yml"])", "--node=am-1"] + options + ["--"] + command
    }

    func exec(
        _ options: [String] = [], _ command: [String], environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(words(options, command), environment: environment)
    }

    func shell(_ script: String, options: [String] = []) throws -> RunningProgram {
        try exec(options, ["/bin/sh", "-c", script, "sh"])
    }
}
