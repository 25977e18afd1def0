import NIOCore
import SubrosaAdmin
import SubrosaCore

/// Asks the running node and Alertmanager again and again how much they have carried, until each peer has been seen to be
/// pinged and to answer, or the time is up. It sends no gossip of its own.
struct GossipProbe {
    /// Alertmanager pings one member a second (memberlist config.go, `ProbeInterval`), in an order that it shuffles after
    /// each round: of two members the same one may have to wait for its next turn for three seconds.
    static let longest = Duration.seconds(5)
    private static let pause = Duration.milliseconds(400)
    private static let deadline = TimeAmount.seconds(1)
    private static let answerLimit = 8 << 20

    /// nil if it did not answer.
    let status: StatusURL?
    let access: StatusAccess
    /// nil if it did not answer.
    let alertmanager: StatusURL?
    let peers: [Node]
    /// The members' names, by what they advertise.
    let names: [String: String]

    /// - Returns: nil if neither can be asked.
    func look() async -> GossipObservation? {
        let first = await sample()
        guard first.status != nil || first.pings != nil else { return nil }
        let clock = ContinuousClock()
        let began = clock.now
        while true {
            // A pause between two looks, not a wait for something: there is nothing that could report.
            try? await clock.sleep(for: Self.pause)
            let found = first.differences(to: await sample(), peers, names: names)
            let window = clock.now - began
            if window >= Self.longest || found.values.allSatisfy(Self.isLively) {
                return GossipObservation(window: window, peers: found)
            }
        }
    }

    /// Whether nothing more has to be seen of the peer.
    private static func isLively(_ peer: GossipObservation.Peer) -> Bool {
        (peer.outbound ?? 1) > 0 && (peer.inbound ?? 1) > 0 && (peer.pings ?? 1) > 0
    }

    private func sample() async -> GossipSample {
        async let status = document()
        async let pings = pings()
        return GossipSample(status: await status, pings: await pings)
    }

    private func document() async -> StatusDocument? {
        guard let status, let json = try? await StatusClient.fetch(status, access: access, deadline: Self.deadline)
        else { return nil }
        return try? StatusDocument(json: json)
    }

    private func pings() async -> [String: UInt64]? {
        guard let alertmanager, let client = try? PageClient(alertmanager),
            let answer = try? await client.get("/metrics", deadline: Self.deadline, limit: Self.answerLimit),
            answer.status == 200
        else { return nil }
        return GossipSample.pings(inMetrics: answer.body)
    }
}
