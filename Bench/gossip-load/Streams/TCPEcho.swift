import Glibc

/// Sends back what it reads, on any number of connections, and closes after the other side.
struct TCPEcho {
    private let server: TCPServer

    init(at address: Address) throws {
        server = try TCPServer(at: address)
        server.listener.setNonBlocking()
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { buffer.deallocate() }
        var open: [Socket] = []
        var polled = [pollfd(fd: server.listener.descriptor, events: Int16(POLLIN), revents: 0)]
        var accepted = 0
        while !Stop.asked {
            guard poll(&polled, UInt(polled.count), -1) > 0 else { continue }
            // Backwards, since an ended connection gives its place to the last one.
            for index in polled.indices.dropFirst().reversed() where polled[index].revents != 0 {
                if Self.echo(open[index - 1], through: buffer) { continue }
                open.swapAt(index - 1, open.count - 1)
                polled.swapAt(index, polled.count - 1)
                open.removeLast()
                polled.removeLast()
            }
            guard polled[0].revents != 0 else { continue }
            while let socket = server.accept() {
                open.append(socket)
                polled.append(pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0))
                accepted += 1
            }
        }
        var report = JSONLine("echo")
        report.add("accepted", accepted)
        return report
    }

    /// False once the connection has ended. Reads what is there; the writing back may block, the benchmark's pieces are small.
    private static func echo(_ socket: Socket, through buffer: UnsafeMutableRawBufferPointer) -> Bool {
        let count = recv(socket.descriptor, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { return false }
        return StreamIO.write(socket, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
}
