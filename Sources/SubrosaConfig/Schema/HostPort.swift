import SubrosaCore

/// `host:port`, taken apart.
struct HostPort: Equatable {
    enum Host: Equatable {
        case ip(IPAddress)
        /// In lower case.
        case name(String)
    }

    let host: Host
    /// 1...65535.
    let port: UInt16

    /// - Parameter key: for the messages.
    init(_ text: String, key: Key) throws(Complaint) {
        let what = "\(key.rawValue) \(QuotedText.quote(text))"
        if text.contains("://") {
            throw Complaint(
                .addressIsURL, "\(what) is a URL", why: "it has to be host:port", remedy: "write \(key.example)")
        }
        // Checked before anything is handed to C, which would stop at a NUL.
        guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw Complaint(
                .addressCharacters, "\(what) has a space or a character outside ASCII",
                why: "it has to be host:port", remedy: "remove it; write an international name as xn--...")
        }
        let (hostText, portText, isBracketed) = try Self.split(text, what: what, key: key)
        guard portText.utf8.count <= 5, portText.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(portText), port != 0
        else {
            throw Complaint(
                .badPort, "\(what) has no usable port",
                why: "\(QuotedText.quote(portText)) is not a number from 1 to 65535",
                remedy: "write e.g. \(key.usualPort) behind the last colon")
        }
        self.port = port
        host = try Self.host(hostText, isBracketed: isBracketed, what: what, key: key)
    }

    private static func split(
        _ text: String, what: String, key: Key
    ) throws(Complaint) -> (host: String, port: String, isBracketed: Bool) {
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else {
                throw Complaint(
                    .badBrackets, "\(what) has no ]", why: "the [ is not closed", remedy: "write [2001:db8::1]:9095")
            }
            let host = String(text[text.index(after: text.startIndex)..<close])
            let rest = text[text.index(after: close)...]
            guard rest.hasPrefix(":") else { throw noPort(what, key, host: "[\(host)]") }
            return (host, String(rest.dropFirst()), true)
        }
        guard let colon = text.lastIndex(of: ":") else { throw noPort(what, key, host: text) }
        let host = String(text[..<colon])
        if host.isEmpty {
            throw Complaint(
                .noHost, "\(what) has no host", why: "Subrosa guesses no address",
                remedy: key == .listen
                    ? "for all interfaces, write \(QuotedText.quote("[::]" + text)), or leave listen out"
                    : "write e.g. \(key.example)")
        }
        if IPAddress(text) != nil {
            throw Complaint(
                .bareIPv6, "\(what) is an IPv6 address without brackets",
                why: "its port, if it has one, cannot be told from the address",
                remedy: "put the address in brackets and all of it in quotes, e.g. \"[2001:db8::1]:\(key.usualPort)\"")
        }
        if host.contains(":") {
            throw Complaint(
                .bareIPv6, "\(what) has more than one colon",
                why: "the port of an IPv6 address cannot be told from the address",
                remedy: "put the address in brackets and all of it in quotes, e.g. \"[2001:db8::1]:9095\"")
        }
        return (host, String(text[text.index(after: colon)...]), false)
    }

    private static func noPort(_ what: String, _ key: Key, host: String) -> Complaint {
        Complaint(
            .noPort, "\(what) has no port", why: "Subrosa has no default port",
            remedy: "write e.g. \(QuotedText.quote("\(host):\(key.usualPort)"))")
    }

    private static func host(
        _ text: String, isBracketed: Bool, what: String, key: Key
    ) throws(Complaint) -> Host {
        if text.contains("%") {
            throw Complaint(
                .addressZone, "\(what) has a zone (%)", why: "a zone means something on one machine only",
                remedy: "write an address that is valid on every node")
        }
        if let ip = IPAddress(text) {
            // 127.77.0.1 in brackets is refused; ::ffff:127.77.0.1 in brackets is IPv6 text and accepted.
            if isBracketed, !text.contains(":") {
                throw Complaint(
                    .badBrackets, "\(what) has brackets around an IPv4 address", why: "brackets are for IPv6",
                    remedy: "remove them")
            }
            return .ip(ip)
        }
        if isBracketed {
            throw Complaint(
                .badBrackets, "\(what) has no IPv6 address in its brackets",
                why: "\(QuotedText.quote(text)) is none", remedy: "write [2001:db8::1]:9095, or a name without brackets"
            )
        }
        return .name(try DNSName.parse(text, what: what))
    }
}

extension HostPort {
    /// An address to listen on: no name, because that may stand for several addresses, or for others tomorrow.
    static func listenAddress(_ text: String, key: Key) throws(Complaint) -> ListenAddress {
        let parsed = try HostPort(text, key: key)
        guard case .ip(let ip) = parsed.host else {
            throw Complaint(
                .nameForAddress, "\(key.rawValue) \(QuotedText.quote(text)) has a name for a host",
                why: "a name may stand for several addresses, or for none at start",
                remedy: "write an IP address, e.g. \(key.example)")
        }
        return ListenAddress(ip: ip, port: parsed.port)
    }

    /// An address that peers can dial.
    static func linkAddress(_ text: String) throws(Complaint) -> LinkAddress {
        let parsed = try HostPort(text, key: .address)
        switch parsed.host {
        case .ip(let ip) where ip.isUnspecified || ip.isMulticastOrBroadcast:
            throw Complaint(
                .undialable, "address \(QuotedText.quote(text)) cannot be dialled",
                why: "it is no single machine's address",
                remedy: "write the name or address at which peers reach the node; for interfaces there is listen")
        case .ip(let ip):
            return LinkAddress(host: ip.description, port: parsed.port)
        case .name(let name):
            return LinkAddress(host: name, port: parsed.port)
        }
    }

    /// An address that stands for a node on every machine.
    static func virtualAddress(_ text: String) throws(Complaint) -> VirtualAddress {
        let parsed = try HostPort(text, key: .virtualAddress)
        let what = "virtual_address \(QuotedText.quote(text))"
        guard case .ip(let ip) = parsed.host else {
            throw Complaint(
                .nameForAddress, "\(what) has a name for a host",
                why: "Alertmanager would listen on all interfaces if it were given a name",
                remedy: "write an address of 127.0.0.0/8, e.g. 127.77.0.1:9094")
        }
        guard !ip.isLoopbackBroadcast else {
            throw Complaint(
                .loopbackBroadcast, "\(what) is a network's or broadcast address",
                why: "Linux accepts no connections there",
                remedy: "write another address of 127.0.0.0/8, e.g. 127.77.0.1:9094")
        }
        guard let address = VirtualAddress(ip: ip, port: parsed.port) else {
            throw Complaint(
                .notLoopback, "\(what) is not a loopback address",
                why: "what Alertmanager sends there would leave the machine in clear",
                remedy: "write an address of 127.0.0.0/8, e.g. 127.77.0.1:9094, or ::1 with a port for each node")
        }
        return address
    }
}
