import Glibc

/// The subcommands: the first argument picks one, the rest are its options.
enum Program {
    static let usage = """
        usage: gossip-load COMMAND [--option value]...

        at the far end, until SIGTERM; counts are printed then, as one JSON object:
          echo    --udp ADDR | --tcp ADDR      sends back what it gets
          sink    --udp ADDR | --tcp ADDR      checks and counts; acknowledges on request; serves `bulk` in both directions

        on the way, until SIGTERM:
          relay   --udp ADDR --from ADDR --via ADDR --to ADDR     between the peers --from and --to, bound to --udp and --via
          relay   --tcp ADDR --to ADDR                            dials --to for each connection

        at the near end, one JSON object on standard output:
          rtt     --from ADDR --to ADDR [--size 200] [--rate 200] [--count 1000] [--warmup 10] [--all 1]   against echo --udp
          flood   --from ADDR --to ADDR [--size 1400] [--count 100000] [--window 256]                against sink --udp
          pace    --from ADDR --to ADDR [--size 1400] [--rate 10000] [--count 20000]                 against sink --udp
          maxrate --from ADDR --to ADDR [--size 1400] [--floor 2000] [--limit 400000] [--ms 500]     against sink --udp
          streams --to ADDR [--from IP:0] [--mode open1] [--count 300] [--gap-us 0] [--parallel 1]   against echo --tcp
          bulk    --to ADDR [--from IP:0] [--bytes 1000000000] [--mode push|pull]                    against sink --tcp

        --size takes a list, used in turn: --size 64,512,1400. ADDR is IP:PORT, or [IPv6]:PORT.

        """

    static func run(_ arguments: [String]) -> Int32 {
        // A peer that went away shows as EPIPE from the call that met it.
        signal(SIGPIPE, SIG_IGN)
        guard let command = arguments.first else { return complain(usage, code: 2) }
        do {
            print(try report(command, Options(arguments.dropFirst())).line)
            return 0
        } catch let failure as Failure {
            return complain("gossip-load \(command): \(failure.text)\n", code: failure.isUsage ? 2 : 1)
        } catch {
            return complain("gossip-load \(command): \(error)\n", code: 1)
        }
    }

    private static func report(_ command: String, _ options: Options) throws -> JSONLine {
        switch (command, try options.transport(for: command)) {
        case ("echo", .udp(let address)): try UDPEcho(at: address).serve()
        case ("echo", .tcp(let address)): try TCPEcho(at: address).serve()
        case ("sink", .udp(let address)): try UDPSink(at: address).serve()
        case ("sink", .tcp(let address)): try TCPSink(at: address).serve()
        case ("relay", .udp(let address)): try UDPRelay(at: address, options).serve()
        case ("relay", .tcp(let address)): try TCPRelay(at: address, options).serve()
        case ("pace", _): try Pace(options).run()
        case ("rtt", _): try RoundTrips(options).run()
        case ("flood", _): try Flood(options).run()
        case ("maxrate", _): try MaxRate(options).run()
        case ("streams", _): try StreamOpens(options).run()
        case ("bulk", _): try Bulk(options).run()
        default: throw Failure.usage("there is no such command; see gossip-load without arguments")
        }
    }

    private static func complain(_ text: String, code: Int32) -> Int32 {
        _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
        return code
    }
}
