/// The canaries to one peer: which is to be sent, which have been answered, and what that says of the last minute.
package struct CanaryMachine: Sendable {
    /// One that has no answer after this time is lost, until its answer comes after all: memberlist waits 0.5 s.
    package static let answerLimit = Duration.seconds(2)
    /// Answers are known as ours for this long.
    package static let recognition = Duration.seconds(10)
    /// Nothing came back for so long: that is more than loss.
    package static let muteLimit = Duration.seconds(5)
    /// Of so many canaries the last is a large one. Another one follows at once if it has no answer by then, so that it is
    /// soon known whether the length made the difference.
    package static let largeEvery = 4
    /// So many in a row without an answer, over ``muteLimit``, are an outage; it is told as one while it lasts, and is not
    /// loss afterwards. Of large ones two are.
    private static let outageLength = 3
    private static let largeOutageLength = 2
    /// More than the window has at any interval.
    private static let flightLimit = 128

    private struct Flight {
        let number: UInt32
        let sent: Instant
        let isLarge: Bool
        var roundTrip: Duration?
        /// The way was cut while it was on it, or the Alertmanager was not there: says nothing of loss.
        var isVoid = false
    }

    /// Oldest first.
    private var flights: [Flight] = []
    private var next: UInt32
    private var sinceLarge = 0
    private var interval = Duration.seconds(1)
    /// Since when the way has been as it is.
    private var pathSince: Instant?
    private var wasAnsweredOnPath = false
    package private(set) var totals = CanaryTotals()

    /// - Parameter firstNumber: random; see ``Canary/number``.
    package init(firstNumber: UInt32) { next = firstNumber | 1 << 31 }

    /// How far apart the canaries to one peer are: a second, and more among many peers, so that a node never sends more
    /// than twenty a second.
    package static func interval(peers: Int) -> Duration { max(.seconds(1), .milliseconds(50 * peers)) }

    /// What is looked back at: a minute, or twelve canaries.
    private var window: Duration { max(.seconds(60), interval * 12) }

    /// It is time for one.
    package mutating func due(now: Instant, interval: Duration) -> Canary {
        self.interval = interval
        let oldest = window
        flights.removeAll { now - $0.sent > oldest }
        if flights.count >= Self.flightLimit { flights.removeFirst() }
        sinceLarge += 1
        let isDoubtful = flights.last.map { $0.isLarge && $0.roundTrip == nil } ?? false
        let isRepeated = flights.dropLast().last?.isLarge ?? false
        let canary = Canary(number: next, isLarge: sinceLarge >= Self.largeEvery || (isDoubtful && !isRepeated))
        if canary.isLarge { sinceLarge = 0 }
        next = (next &+ 1) | 1 << 31
        flights.append(Flight(number: canary.number, sent: now, isLarge: canary.isLarge))
        totals.sent += 1
        return canary
    }

    /// Something answered a ping with this number.
    ///
    /// - Returns: whether that was one of these canaries, so that nobody else waits for the answer.
    package mutating func acknowledged(_ number: UInt32, now: Instant) -> Bool {
        guard let index = flights.lastIndex(where: { $0.number == number }),
            now - flights[index].sent <= Self.recognition
        else { return false }
        guard flights[index].roundTrip == nil else { return true }
        let roundTrip = now - flights[index].sent
        flights[index].roundTrip = roundTrip
        totals.answered += 1
        totals.roundTrips.observe(roundTrip)
        guard !flights[index].isVoid else { return true }
        let run = unansweredRun(before: index)
        let hasLasted = run.last.map { now - flights[$0].sent >= Self.muteLimit } ?? false
        // Before the first answer nobody was there to answer.
        if !wasAnsweredOnPath || (run.count >= Self.outageLength && hasLasted) {
            for place in run { flights[place].isVoid = true }
        }
        if flights[index].isLarge {
            let largeRun = unansweredRun(before: index, where: \.isLarge)
            // If short ones came back meanwhile; else it was loss of all.
            let around = max(0, (largeRun.last ?? index) - 1)..<index
            let isOfLarge = !flights[around].contains { !$0.isLarge && $0.roundTrip == nil }
            if isOfLarge, largeRun.count >= Self.largeOutageLength {
                for place in largeRun { flights[place].isVoid = true }
            }
        }
        wasAnsweredOnPath = true
        return true
    }

    /// A link came up or went down: what was on its way then says nothing of loss.
    package mutating func pathChanged(now: Instant) {
        pathSince = now
        wasAnsweredOnPath = false
        for index in flights.indices where flights[index].roundTrip == nil { flights[index].isVoid = true }
    }

    /// Latest first.
    private func unansweredRun(before index: Int, where fits: (Flight) -> Bool = { _ in true }) -> [Int] {
        var run: [Int] = []
        for place in flights.indices[..<index].reversed() where fits(flights[place]) {
            guard flights[place].roundTrip == nil, !flights[place].isVoid else { break }
            run.append(place)
        }
        return run
    }

    /// What the last minute says.
    package func figures(now: Instant) -> CanaryFigures {
        var figures = CanaryFigures()
        let recent = flights.filter { !$0.isVoid && now - $0.sent <= window }
        let finished = recent.filter { $0.roundTrip != nil || now - $0.sent >= Self.answerLimit }
        figures.finished = finished.count
        figures.lost = finished.count { $0.roundTrip == nil }
        figures.largeFinished = finished.count { $0.isLarge }
        figures.largeLost = finished.count { $0.isLarge && $0.roundTrip == nil }
        figures.isLargeMute =
            finished.reversed().filter(\.isLarge).prefix { $0.roundTrip == nil }.count >= Self.largeOutageLength
        figures.isLosing = finished.contains { $0.roundTrip == nil && now - $0.sent <= max(.seconds(30), interval * 6) }
        let roundTrips = recent.compactMap(\.roundTrip).sorted()
        if let least = roundTrips.first, let most = roundTrips.last {
            figures.roundTrip = CanaryFigures.RoundTrip(
                minimum: least, median: roundTrips[roundTrips.count / 2], maximum: most)
        }
        let unanswered = finished.reversed().prefix { $0.roundTrip == nil }
        figures.lostSinceAnswer = unanswered.count
        if unanswered.count >= 3, let first = unanswered.last,
            now - max(first.sent, pathSince ?? first.sent) >= Self.muteLimit
        {
            figures.isMute = true
        }
        return figures
    }
}
