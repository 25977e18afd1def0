/// A value of the file and where it begins.
struct YAMLNode: Equatable {
    let mark: Mark
    let content: Content

    /// A scalar has no type here: what reads it knows what it wants. Aliases and tags never get this far.
    indirect enum Content: Equatable {
        /// - Parameter plain: written without quotes, so that other YAML readers may see a null or a boolean.
        case scalar(String, plain: Bool)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
        /// Something that the reader has already refused with a problem of its own; nothing more to say about it.
        case refused
    }
}

/// A key of a mapping, in the file's order. Keys may repeat: the schema reports that.
struct YAMLEntry: Equatable {
    let key: String
    let keyMark: Mark
    let value: YAMLNode
}

extension YAMLNode {
    /// Whether this is nothing: an empty value, `~` or `null` without quotes.
    var isNull: Bool {
        guard case .scalar(let text, plain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// Whether YAML 1.1 readers see a boolean here: `no`, `on`, `true` and their like, without quotes.
    var isBoolean: Bool {
        guard case .scalar(let text, plain: true) = content, text.utf8.count <= 5 else { return false }
        return ["y", "n", "yes", "no", "on", "off", "true", "false"].contains(text.lowercased())
    }

    /// What this is, in words, for a message that wanted something else.
    var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .refused: "something refused"
        }
    }
}
