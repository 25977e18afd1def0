import ArgumentParser
import Crypto
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import X509
import SwiftASN1

struct Root: AsyncParsableCommand {
    @Option var cert: String?
    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let ch = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
        print(ch.localAddress as Any)
        if let cert {
            let certs = try NIOSSLCertificate.fromPEMFile(cert)
            let c = try Certificate(derEncoded: certs[0].toDERBytes())
            print(c.subject, try c.extensions.subjectAlternativeNames as Any)
            var v = Verifier(rootCertificates: CertificateStore([c])) { RFC5280Policy() }
            let r = await v.validate(leaf: c, intermediates: CertificateStore([]))
            print(r)
            var conf = TLSConfiguration.makeServerConfigurationWithMTLS(
                certificateChain: [], privateKey: .file("x"), trustRoots: .certificates(certs))
            conf.privateKey = nil
            print((try? NIOSSLContext(configuration: conf)) as Any)
        }
        try await Task.sleep(for: .seconds(60))
    }
}
await Root.main()
