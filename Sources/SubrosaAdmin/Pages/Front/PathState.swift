import SubrosaCore

/// How a way from one node to another looks on the page. Each state has a word and a sign beside its colour.
enum PathState: String, CaseIterable {
    case well, troubled, down, unknown

    /// Also the name of the class in ``FrontStyle``.
    var word: String { rawValue }

    /// Told apart without colour.
    var sign: String {
        switch self {
        case .well: "\u{2713}"
        case .troubled: "!"
        case .down: "\u{2715}"
        case .unknown: "?"
        }
    }

    /// The sign, coloured, before some words.
    func mark(_ words: String) -> HTML {
        "<span class=\"mark \(word)\"><b aria-hidden=\"true\">\(sign)</b> \(words)</span>"
    }

    /// The sign alone, for cells of a grid; read out as the words.
    func cell(_ words: String) -> HTML {
        "<span class=\"mark \(word)\" role=\"img\" aria-label=\"\(words)\" title=\"\(words)\">\(sign)</span>"
    }
}

extension PathState {
    init(_ health: PeerHealth) {
        self =
            switch health {
            case .ok: .well
            case .lossy, .largeLost, .alertmanagerNotAnswering, .ownAlertmanagerSilent: .troubled
            case .linkDown, .linkDownOutbound, .linkDownInbound: .down
            case .unknown: .unknown
            }
    }
}
