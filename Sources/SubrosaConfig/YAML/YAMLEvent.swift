/// One libyaml event, copied out of C memory.
struct YAMLEvent {
    enum Kind: Equatable {
        case streamStart, streamEnd
        case documentStart, documentEnd
        /// `*name`
        case alias
        case scalar(String, plain: Bool)
        /// A scalar above ``YAMLLimits/scalarBytes``; its text is not copied.
        case longScalar(byteCount: Int)
        case sequenceStart, sequenceEnd
        case mappingStart, mappingEnd
    }

    let kind: Kind
    let mark: Mark
    /// `&name` stands before the value.
    let hasAnchor: Bool
    /// `!tag` stands before the value.
    let hasTag: Bool
}
