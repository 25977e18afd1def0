import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Threads of their own for calls that block: Swift's own pool has two here, and five hundred clients shall not wait
/// for each other.
package enum OnThread {
    private final class Body {
        let run: () -> Void

        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts `body` on a detached thread.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 512 * 1_024)
        pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        let result = pthread_create(
            &thread, &attributes,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        precondition(result == 0, "pthread_create: \(result)")
    }

    /// Runs `body` on a thread and waits for it. Everything that blocks in it needs a deadline of its own.
    package static func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        let once = Once(body)
        return try await withCheckedThrowingContinuation { continuation in
            start { continuation.resume(with: once.run()) }
        }
    }

    /// Lets go of its body, and of the sockets in it, before anybody hears of the result: they may want the address.
    private final class Once<T: Sendable>: Sendable {
        private let body: Mutex<(@Sendable () throws -> T)?>

        init(_ body: @escaping @Sendable () throws -> T) { self.body = Mutex(body) }

        func run() -> Result<T, any Error> {
            let body = body.withLock { body in
                defer { body = nil }
                return body
            }
            return Result { if let body { try body() } else { throw CancellationError() } }
        }
    }
}
