import SubrosaCore
import SubrosaIdentity
import SubrosaWire

/// Judges the first frame of a connection. Pure.
struct Greeting {
    let side: PeerVerifier.Side
    let localName: NodeName
    /// The nodes that the peer's certificate proves.
    let proven: [NodeName]
    /// What this node dialled the connection for; nil when accepting, where the peer says it.
    let dialledRole: Hello.Role?

    /// - Returns: why the hello is not accepted, or nil if it is.
    func objection(to hello: Hello) -> Refusal? {
        if hello.name == localName {
            return Refusal(.ownIdentity, "the hello says \(hello.name)")
        }
        if case .dialling(let expected) = side, hello.name != expected {
            return Refusal(.wrongNode, "dialled \(expected), the hello says \(hello.name)")
        }
        guard proven.contains(hello.name) else {
            let names = proven.map(\.text).joined(separator: ", ")
            return Refusal(.wrongNode, "the hello says \(hello.name), the certificate proves \(names)")
        }
        if let dialledRole, hello.role != dialledRole {
            return Refusal(.helloInvalid, "the answer has another role than the question")
        }
        return nil
    }

    /// What a broken first frame means.
    static func refusal(for error: FrameError) -> Refusal {
        switch error {
        case .protocolVersion(let version):
            Refusal(.protocolVersion, "the peer says version \(version), this is \(Limits.protocolVersion)")
        case .malformedHello: Refusal(.helloInvalid, "malformed hello")
        case .length(let type, let length) where length > type.allowedLength.upperBound:
            Refusal(
                .frameTooLarge,
                "a \(type) frame of \(length) bytes; at most \(type.allowedLength.upperBound) are allowed")
        case .length(let type, let length): Refusal(.frameInvalid, "a \(type) frame of \(length) bytes")
        case .unknownType(let type): Refusal(.frameInvalid, "unknown frame type \(type)")
        case .malformedKey: Refusal(.frameInvalid, "a key of no known cipher, or not of its length")
        case .malformedReport: Refusal(.frameInvalid, "a report whose fields do not fit")
        case .malformedRefusal: Refusal(.frameInvalid, "a refusal that is not text")
        }
    }
}
