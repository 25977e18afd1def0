import NIOCore
import NIOSSL
import SubrosaFraming

/// How an established connection ended, from the error that came before its end.
enum ConnectionEndText {
    static func end(for error: (any Error)?) -> ConnectionEnd {
        switch error {
        case nil: .closedByPeer
        case let error as NIOSSLError:
            // A process that was killed closes TCP without a TLS close.
            if case .uncleanShutdown = error { .closedByPeer } else { .lost("\(error)") }
        case let error?: .lost("\(error)")
        }
    }
}
