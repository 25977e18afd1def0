/// The `--name value` pairs of a command line. Numbers are positive and below 2^53, so JSON can say them exactly.
struct Options {
    enum Transport { case udp(Address), tcp(Address), none }

    private let values: [String: String]

    init(_ arguments: ArraySlice<String>) throws {
        var values: [String: String] = [:]
        var rest = arguments
        while let name = rest.popFirst() {
            guard name.hasPrefix("--") else { throw Failure.usage("\(name): expected an option such as --to") }
            guard let value = rest.popFirst() else { throw Failure.usage("\(name): a value is missing") }
            values[String(name.dropFirst(2))] = value
        }
        self.values = values
    }

    func transport(for command: String) throws -> Transport {
        guard ["echo", "sink", "relay"].contains(command) else { return .none }
        if values["udp"] != nil { return .udp(try address("udp")) }
        if values["tcp"] != nil { return .tcp(try address("tcp")) }
        throw Failure.usage("say --udp ADDR or --tcp ADDR")
    }

    func address(_ name: String) throws -> Address {
        guard let address = try optionalAddress(name) else { throw Failure.usage("--\(name) is missing") }
        return address
    }

    func optionalAddress(_ name: String) throws -> Address? {
        guard let text = values[name] else { return nil }
        guard let address = Address(text) else {
            throw Failure.usage("--\(name) \(text): expected IP:PORT, such as 127.77.0.1:9094")
        }
        return address
    }

    func number(_ name: String, default standard: Int) throws -> Int {
        guard let text = values[name] else { return standard }
        return try Self.number(text, for: name)
    }

    func numbers(_ name: String, default standard: [Int]) throws -> [Int] {
        guard let text = values[name] else { return standard }
        return try text.split(separator: ",", omittingEmptySubsequences: false).map {
            try Self.number(String($0), for: name)
        }
    }

    func word(_ name: String, default standard: String, among allowed: [String]) throws -> String {
        let word = values[name] ?? standard
        guard allowed.contains(word) else {
            throw Failure.usage("--\(name) \(word): expected one of \(allowed.joined(separator: ", "))")
        }
        return word
    }

    private static func number(_ text: String, for name: String) throws -> Int {
        guard let number = Int(text), (0..<(1 << 53)).contains(number) else {
            throw Failure.usage("--\(name) \(text): expected a whole number, zero or more")
        }
        return number
    }
}
