import Glibc

/// A listening socket for the far ends.
struct TCPServer {
    let listener: Socket

    init(at address: Address) throws {
        listener = try Socket(.tcp, family: address.family)
        try listener.bind(address)
        guard listen(listener.descriptor, 1024) == 0 else { throw Failure.call("listen") }
    }

    /// Nil if a signal came instead of a connection, or there is none for a non-blocking listener.
    func accept() -> Socket? {
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return nil }
        let socket = Socket(adopting: descriptor)
        socket.setNoDelay()
        return socket
    }
}
