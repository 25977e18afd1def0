import NIOCore
import SubrosaCore

/// Opens connections to the other half's socket and says what they are for.
struct SplitConnector {
    let dialer: SplitDialer
    let loop: any EventLoop

    /// - Parameter done: called once, on the loop, within the dialer's deadline.
    func connect(_ preamble: Preamble, _ done: @escaping (Result<SplitConnection, SplitFailure>) -> Void) {
        connect(preamble, adding: { try SplitConnection.add(to: $0) }, done)
    }

    /// - Parameter handler: adds to the channel what speaks on it, before anything is read or written.
    func connect<Handler>(
        _ preamble: Preamble, adding handler: @escaping (any Channel) throws -> Handler,
        _ done: @escaping (Result<Handler, SplitFailure>) -> Void
    ) {
        dialer.dial { result in
            switch result {
            case .success(let channel):
                var bytes = ByteBuffer()
                preamble.write(to: &bytes)
                // Before the handler, which may write at once.
                channel.writeAndFlush(bytes, promise: nil)
                // Closed by the other half in this moment: a handler added now would never hear of it.
                guard channel.isActive else {
                    done(.failure(SplitFailure(.other, "the other half has closed the connection at once")))
                    return
                }
                do { done(.success(try handler(channel))) } catch {
                    channel.close(promise: nil)
                    done(.failure(SplitFailure(.other, "\(error)")))
                }
            case .failure(let failure): done(.failure(failure))
            }
        }
    }
}
