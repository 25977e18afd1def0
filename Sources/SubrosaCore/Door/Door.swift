/// Who may come in before it has said who it is, and whose handshake is next. A connection is a visitor here from its
/// arrival until its hello was accepted or it is gone.
///
/// A handshake costs this node a signature and half a millisecond; a connection costs a stranger next to nothing. So
/// strangers share a budget of handshakes, source by source in turn, and places, where the source that holds most of
/// them gives way first. Sources of peers have allowances of their own and never wait for strangers.
package struct Door {
    /// Names a connection; never used twice.
    package struct Visitor: Hashable, Sendable {
        let number: UInt64

        package init(number: UInt64) { self.number = number }
    }

    package enum Instruction: Equatable, Sendable {
        /// Begin its handshake.
        case admit(Visitor)
        /// It is forgotten here already.
        case refuse(Visitor, RefusalReason)
    }

    private enum Phase {
        /// Has sent nothing that looks like a handshake yet.
        case silent
        /// Its handshake can begin.
        case waiting
        case admitted
    }

    private struct Stay {
        let source: SourceNetwork
        /// No peer was at its source when it came.
        let isStranger: Bool
        var phase = Phase.silent
    }

    /// What one source has here.
    private struct Place {
        /// In the order of their arrival.
        var visitors: [Visitor] = []
        var waiting: [Visitor] = []
        var bucket = TokenBucket()
        var isInTurns = false
    }

    private struct Arrival {
        let visitor: Visitor
        let instant: Instant
    }

    private let limits: DoorLimits
    private var stays: [Visitor: Stay] = [:]
    private var strangerCount = 0
    private var places: [SourceNetwork: Place] = [:]
    /// When a link with it was last seen.
    private var known: [SourceNetwork: Instant] = [:]
    private var strangersBucket = TokenBucket()
    private var crowd = CrowdRanking()
    private var arrivals = StaleQueue<Arrival>()
    /// Sources with waiting visitors, whose turn it is first.
    private var turns = StaleQueue<SourceNetwork>()
    private var swept = Instant(nanoseconds: 0)

    package init(limits: DoorLimits) { self.limits = limits }

    /// Visitors that are here.
    package var count: Int { stays.count }
    /// Sources about which something is remembered; for tests of what bounds it.
    var remembered: Int { places.count + known.count }

    // MARK: Events

    /// A connection was accepted by the system.
    package mutating func arrived(_ visitor: Visitor, from source: SourceNetwork, now: Instant) -> [Instruction] {
        let isKnown = known[source] != nil
        let held = places[source]?.visitors.count ?? 0
        // The new one goes: to look for another costs time, and that source has enough.
        guard held < (isKnown ? limits.visitorsOfKnown : limits.visitorsOfStranger) else {
            return [.refuse(visitor, .tooManyFromSource)]
        }
        var instructions: [Instruction] = []
        if stays.count >= limits.visitors || !isKnown && strangerCount >= limits.visitorsOfStrangers {
            // The oldest of a source that has more goes, not the new one: who fills the places with silence keeps nobody
            // out. Among sources that have equally many nothing would be won, and each exchange costs time.
            guard let crowded = crowd.top(), let place = places[crowded], let oldest = place.visitors.first,
                isKnown || place.visitors.count > held + 1
            else { return [.refuse(visitor, .tooManyConnections)] }
            left(oldest, now: now)
            instructions.append(.refuse(oldest, .tooManyConnections))
        }
        stays[visitor] = Stay(source: source, isStranger: !isKnown)
        if !isKnown { strangerCount += 1 }
        places[source, default: Place()].visitors.append(visitor)
        rank(source)
        let stays = self.stays
        arrivals.append(Arrival(visitor: visitor, instant: now), alive: stays.count) { stays[$0.visitor] != nil }
        return instructions
    }

    /// What a visitor has sent looks like the beginning of a handshake.
    package mutating func knocked(_ visitor: Visitor, now: Instant) -> [Instruction] {
        guard let stay = stays[visitor], stay.phase == .silent else { return [] }
        stays[visitor]?.phase = .waiting
        let isFirst = turns.count == 0 || known[stay.source] != nil
        places[stay.source]?.waiting.append(visitor)
        if isFirst, let next = admitNext(of: stay.source, now: now) { return [.admit(next)] }
        queue(stay.source)
        return []
    }

    /// Its hello was accepted, or it is gone.
    package mutating func left(_ visitor: Visitor, now: Instant) {
        guard let stay = stays.removeValue(forKey: visitor) else { return }
        if stay.isStranger { strangerCount -= 1 }
        guard var place = places[stay.source] else { return }
        place.visitors.removeAll { $0 == visitor }
        if stay.phase == .waiting { place.waiting.removeAll { $0 == visitor } }
        let isForgotten = place.visitors.isEmpty && !place.isInTurns && place.bucket.isFull(now: now)
        places[stay.source] = isForgotten ? nil : place
        rank(stay.source)
    }

    /// A link with a peer at this address is up, whoever dialled it.
    package mutating func sawPeer(at source: SourceNetwork, now: Instant) {
        if known[source] == nil, known.count >= limits.knownSources,
            let oldest = known.min(by: { $0.value < $1.value })?.key
        {
            forget(oldest)
        }
        known[source] = now
        rank(source)
    }

    /// To be called every few milliseconds while somebody is here.
    package mutating func ticked(now: Instant) -> [Instruction] {
        let instructions = expire(now) + takeTurns(now)
        sweep(now)
        return instructions
    }

    // MARK: Turns

    private mutating func takeTurns(_ now: Instant) -> [Instruction] {
        var admitted: [Instruction] = []
        var inVain = 0
        while inVain < turns.count, let source = turns.first(isAlive: { _ in true }) {
            turns.removeFirst()
            places[source]?.isInTurns = false
            if let visitor = admitNext(of: source, now: now) {
                admitted.append(.admit(visitor))
                inVain = 0
                queue(source)
            } else {
                queue(source)
                // Whose visitors have all left is not in the round again.
                if places[source]?.isInTurns == true { inVain += 1 }
            }
        }
        return admitted
    }

    /// - Returns: who was let in, or nil if there is nobody or no token.
    private mutating func admitNext(of source: SourceNetwork, now: Instant) -> Visitor? {
        guard var place = places[source], let visitor = place.waiting.first else { return nil }
        if known[source] != nil {
            guard place.bucket.take(limits.known, now: now) else { return nil }
        } else {
            guard strangersBucket.hasToken(limits.strangers, now: now), place.bucket.take(limits.stranger, now: now)
            else { return nil }
            _ = strangersBucket.take(limits.strangers, now: now)
        }
        place.waiting.removeFirst()
        places[source] = place
        stays[visitor]?.phase = .admitted
        return visitor
    }

    private mutating func queue(_ source: SourceNetwork) {
        guard let place = places[source], !place.isInTurns, !place.waiting.isEmpty else { return }
        places[source]?.isInTurns = true
        turns.append(source, alive: places.count) { _ in true }
    }

    // MARK: Time

    private mutating func expire(_ now: Instant) -> [Instruction] {
        var refused: [Instruction] = []
        while let next = arrivals.first(isAlive: { [stays] in (stays[$0.visitor]?.phase ?? .admitted) != .admitted }),
            now - next.instant >= limits.patience
        {
            arrivals.removeFirst()
            left(next.visitor, now: now)
            refused.append(.refuse(next.visitor, .handshakeTimeout))
        }
        return refused
    }

    /// Forgets, once a second, what means nothing any more.
    private mutating func sweep(_ now: Instant) {
        guard now - swept >= .seconds(1) else { return }
        swept = now
        for (source, seen) in known where now - seen >= limits.memory { forget(source) }
        places = places.filter { _, place in
            !place.visitors.isEmpty || place.isInTurns || !place.bucket.isFull(now: now)
        }
    }

    private mutating func forget(_ source: SourceNetwork) {
        known[source] = nil
        rank(source)
    }

    /// Peers' sources are never asked to give way.
    private mutating func rank(_ source: SourceNetwork) {
        crowd.set(source, to: known[source] == nil ? places[source]?.visitors.count ?? 0 : 0)
    }
}
