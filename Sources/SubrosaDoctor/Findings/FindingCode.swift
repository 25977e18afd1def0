import SubrosaCore

/// What a finding is called. Closed: the reasons that logs and metrics have too, and what only `subrosa doctor` sees.
package enum FindingCode: Hashable, Sendable {
    case own(DoctorCode)
    case dial(DialFailureReason)
    case refusal(RefusalReason)

    package static var all: [FindingCode] {
        DoctorCode.allCases.map(FindingCode.own) + DialFailureReason.allCases.map(FindingCode.dial)
            + RefusalReason.allCases.map(FindingCode.refusal)
    }

    /// The word for it, which never changes its meaning.
    package var text: String {
        switch self {
        case .own(let code): code.rawValue
        case .dial(let reason): reason.rawValue
        case .refusal(let reason): reason.rawValue
        }
    }

    /// Why it matters.
    package var why: String {
        switch self {
        case .own(let code): code.why
        case .dial, .refusal:
            "until it is mended this node carries nothing to the peer, and the two Alertmanagers take each other for failed"
        }
    }
}
