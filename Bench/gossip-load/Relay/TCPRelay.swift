import Glibc

/// Dials `--to` for each connection that it accepts, and hands bytes on, both ways, without cryptography.
struct TCPRelay {
    private let server: TCPServer
    private let to: Address

    init(at address: Address, _ options: Options) throws {
        server = try TCPServer(at: address)
        server.listener.setNonBlocking()
        to = try options.address("to")
    }

    func serve() throws -> JSONLine {
        Stop.listen()
        var passages: [Passage] = []
        var accepted = 0
        while !Stop.asked {
            var polled = [pollfd(fd: server.listener.descriptor, events: Int16(POLLIN), revents: 0)]
            for passage in passages { polled += passage.polled }
            guard poll(&polled, UInt(polled.count), -1) > 0 else { continue }
            // Backwards, since an ended passage gives its place to the last one.
            for index in passages.indices.reversed()
            where polled[1 + 2 * index].revents != 0 || polled[2 + 2 * index].revents != 0 {
                if passages[index].advance() { continue }
                passages.swapAt(index, passages.count - 1)
                passages.removeLast()
            }
            guard polled[0].revents != 0 else { continue }
            while let near = server.accept() {
                passages.append(try Passage(near: near, to: to))
                accepted += 1
            }
        }
        var report = JSONLine("relay")
        report.add("accepted", accepted)
        return report
    }
}
