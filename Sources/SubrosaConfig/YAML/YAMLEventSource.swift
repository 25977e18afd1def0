import CYAML

/// Events of a text, one after another, from libyaml.
///
/// The only place that touches C memory: each event is copied and deleted at once, the parser and its copy of the
/// text go with this object.
final class YAMLEventSource {
    /// Why libyaml went no further. The texts are libyaml's own constants.
    struct Failure: Error {
        let problem: String
        /// What it was doing, e.g. "while scanning a quoted scalar"; empty if it did not say.
        let context: String
        let problemMark: Mark?
        /// Where the thing that it was doing began.
        let contextMark: Mark?
        /// The byte at which reading failed; only if there is no mark.
        let offset: Int
    }

    // On the heap, because libyaml keeps pointers into both.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    /// - Parameter text: UTF-8 without a byte order mark.
    /// - Returns: nil if there is no memory.
    init?(text source: [UInt8]) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        text = .allocate(capacity: max(source.count, 1))
        text.initialize(repeating: 0)
        guard yaml_parser_initialize(parser) == 1 else {
            // A failed initialiser of a class does not run deinit before all of it is initialised; it is, here, so
            // deinit frees everything: yaml_parser_delete accepts a zeroed parser.
            return nil
        }
        _ = text.update(fromContentsOf: source)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, source.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
        text.deallocate()
    }

    /// The next event. After `streamEnd`, or after a failure, it is not to be called again.
    func next() throws(Failure) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return Self.copy(event)
    }

    private static func copy(_ event: yaml_event_t) -> YAMLEvent {
        var hasAnchor = false
        var hasTag = false
        let kind: YAMLEvent.Kind
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            hasAnchor = scalar.anchor != nil
            hasTag = scalar.tag != nil
            if scalar.length > YAMLLimits.scalarBytes {
                kind = .longScalar(byteCount: scalar.length)
            } else {
                let value = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
                kind = .scalar(
                    String(decoding: value, as: UTF8.self), plain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
            }
        case YAML_SEQUENCE_START_EVENT:
            hasAnchor = event.data.sequence_start.anchor != nil
            hasTag = event.data.sequence_start.tag != nil
            kind = .sequenceStart
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            hasAnchor = event.data.mapping_start.anchor != nil
            hasTag = event.data.mapping_start.tag != nil
            kind = .mappingStart
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_STREAM_START_EVENT: kind = .streamStart
        default: kind = .streamEnd
        }
        return YAMLEvent(kind: kind, mark: Mark(event.start_mark), hasAnchor: hasAnchor, hasTag: hasTag)
    }

    private func failure() -> Failure {
        let state = parser.pointee
        let hasMark = state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR
        return Failure(
            problem: state.problem.map { String(cString: $0) } ?? "out of memory",
            context: state.context.map { String(cString: $0) } ?? "",
            problemMark: hasMark ? Mark(state.problem_mark) : nil,
            contextMark: hasMark && state.context != nil ? Mark(state.context_mark) : nil,
            offset: state.problem_offset)
    }
}

extension Mark {
    /// libyaml counts from 0.
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
}
