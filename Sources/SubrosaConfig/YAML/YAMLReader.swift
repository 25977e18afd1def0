/// Text to a tree of values with marks, within ``YAMLLimits``.
///
/// YAML is larger than a configuration needs: anchors, aliases, tags, merge keys and several documents are refused,
/// each with a message of its own, because none of them can be read at a glance and some can be made to explode.
struct YAMLReader {
    private let text: SourceText
    private let source: YAMLEventSource
    private var eventCount = 0
    private(set) var problems: [LocatedComplaint] = []

    /// - Returns: the document's root, or nil if there is none or reading had to stop; and what was refused.
    ///   A root may come together with problems: then the refused parts of it are `.refused`.
    static func read(_ text: SourceText) -> (root: YAMLNode?, problems: [LocatedComplaint]) {
        guard let source = YAMLEventSource(text: text.bytes) else {
            let complaint = Complaint(
                .syntax, "the file cannot be parsed", why: "there is no memory", remedy: "free some and try again")
            return (nil, [LocatedComplaint(mark: .start, complaint)])
        }
        var reader = YAMLReader(text: text, source: source)
        do throws(LocatedComplaint) {
            return (try reader.readDocument(), reader.problems)
        } catch {
            return (nil, reader.problems + [error])
        }
    }

    private init(text: SourceText, source: YAMLEventSource) {
        self.text = text
        self.source = source
    }

    private mutating func readDocument() throws(LocatedComplaint) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try next()
            switch event.kind {
            case .streamEnd:
                return root
            case .documentStart where root != nil:
                throw LocatedComplaint(
                    mark: event.mark,
                    Complaint(
                        .secondDocument, "a second YAML document begins here", why: "the file is one configuration",
                        remedy: "remove the --- line and what follows it, or move it to a file of its own"))
            case .documentStart:
                root = try readNode(try next(), depth: 0)
            default:
                continue
            }
        }
    }

    private mutating func next() throws(LocatedComplaint) -> YAMLEvent {
        let event: YAMLEvent
        do throws(YAMLEventSource.Failure) {
            event = try source.next()
        } catch {
            throw YAMLSyntaxHelp.explain(error, in: text)
        }
        eventCount += 1
        guard eventCount <= YAMLLimits.events else {
            throw LocatedComplaint(
                mark: event.mark,
                Complaint(
                    .tooManyValues, "there are too many keys and values before this one",
                    why: "a file may have about \(YAMLLimits.events) of them",
                    remedy: "check whether this is the right file"))
        }
        return event
    }

    /// - Parameter depth: how many lists and mappings this one is inside of.
    private mutating func readNode(_ event: YAMLEvent, depth: Int) throws(LocatedComplaint) -> YAMLNode {
        refuseProperties(of: event)
        switch event.kind {
        case .scalar(let text, let plain):
            return YAMLNode(mark: event.mark, content: .scalar(text, plain: plain))
        case .longScalar(let byteCount):
            refuse(
                event.mark,
                Complaint(
                    .valueTooLong, "this value is \(byteCount) bytes long",
                    why: "nothing in the configuration is longer than \(YAMLLimits.scalarBytes)",
                    remedy: "check for a quote that is not closed, or for a file's content in place of its path"))
            return YAMLNode(mark: event.mark, content: .refused)
        case .sequenceStart:
            try checkDepth(depth, at: event.mark)
            return YAMLNode(mark: event.mark, content: .sequence(try readSequence(depth: depth + 1)))
        case .mappingStart:
            try checkDepth(depth, at: event.mark)
            return YAMLNode(mark: event.mark, content: .mapping(try readMapping(depth: depth + 1)))
        case .alias:
            refuse(
                event.mark,
                Complaint(
                    .alias, "an alias (*) stands here", why: "Subrosa does not follow YAML aliases",
                    remedy: "write the value out; quote it if the * is meant as such"))
            return YAMLNode(mark: event.mark, content: .refused)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            // libyaml never begins a value with one of these.
            return YAMLNode(mark: event.mark, content: .refused)
        }
    }

    private mutating func readSequence(depth: Int) throws(LocatedComplaint) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try next()
            if event.kind == .sequenceEnd { return elements }
            elements.append(try readNode(event, depth: depth))
        }
    }

    private mutating func readMapping(depth: Int) throws(LocatedComplaint) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        while true {
            let event = try next()
            if event.kind == .mappingEnd { return entries }
            let key = try readNode(event, depth: depth)
            let value = try readNode(try next(), depth: depth)
            switch key.content {
            case .scalar("<<", plain: true):
                refuse(
                    key.mark,
                    Complaint(
                        .mergeKey, "a merge key (<<) stands here", why: "Subrosa does not merge mappings",
                        remedy: "write the keys out"))
            case .scalar(let text, _):
                entries.append(YAMLEntry(key: text, keyMark: key.mark, value: value))
            case .sequence, .mapping:
                refuse(
                    key.mark,
                    Complaint(
                        .keyNotText, "\(key.kind) stands where a key should", why: "keys are single words",
                        remedy: "write key: value; quote a value that begins with [ or {"))
            case .refused:
                continue
            }
        }
    }

    private func checkDepth(_ depth: Int, at mark: Mark) throws(LocatedComplaint) {
        guard depth < YAMLLimits.depth else {
            throw LocatedComplaint(
                mark: mark,
                Complaint(
                    .tooDeep, "lists and mappings are nested too deeply here",
                    why: "no more than \(YAMLLimits.depth) levels are read, and a configuration needs 4",
                    remedy: "check the indentation and brackets"))
        }
    }

    private mutating func refuseProperties(of event: YAMLEvent) {
        if event.hasAnchor {
            refuse(
                event.mark,
                Complaint(
                    .anchor, "an anchor (&) stands here", why: "Subrosa does not follow YAML anchors and aliases",
                    remedy: "remove it; quote the value if the & is meant as such"))
        }
        if event.hasTag {
            refuse(
                event.mark,
                Complaint(
                    .tag, "a tag (!) stands here", why: "Subrosa reads no YAML tags",
                    remedy: "remove it; quote the value if the ! is meant as such"))
        }
    }

    private mutating func refuse(_ mark: Mark, _ complaint: Complaint) {
        problems.append(LocatedComplaint(mark: mark, complaint))
    }
}
