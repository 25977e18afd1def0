import Testing

@testable import SubrosaCore

@Suite("Edge machine")
struct EdgeMachineTests {
    /// Brings a machine into each of its states.
    private static let states: [(name: String, machine: EdgeMachine)] = {
        func machine(_ steps: (inout EdgeMachine) -> Void) -> EdgeMachine {
            var machine = EdgeMachine()
            steps(&machine)
            return machine
        }
        func dialling(_ machine: inout EdgeMachine) { _ = machine.started() }
        func greeting(_ machine: inout EdgeMachine) {
            dialling(&machine)
            _ = machine.connected()
        }
        func applying(_ machine: inout EdgeMachine) {
            greeting(&machine)
            _ = machine.tableArrived()
        }
        return [
            ("idle", machine { _ in }), ("dialling", machine(dialling)), ("greeting", machine(greeting)),
            ("applying", machine(applying)),
            (
                "stale",
                machine {
                    applying(&$0)
                    _ = $0.tableArrived()
                }
            ),
            (
                "waiting",
                machine {
                    applying(&$0)
                    _ = $0.applyFailed()
                }
            ),
            (
                "attached",
                machine {
                    applying(&$0)
                    _ = $0.applied()
                }
            ),
            ("ended", machine { $0.ended() }),
        ]
    }()

    private static let wait = Duration.milliseconds(25)

    /// What each event brings in each state; what is not here brings nothing.
    private static let expected: [String: [String: EdgeMachine.Instruction]] = [
        "retryDue": ["idle": .dial],
        "dialFailed": ["dialling": .waitToDial(wait)],
        "tableArrived": ["greeting": .apply, "waiting": .apply, "attached": .apply],
        "applied": ["applying": .attach, "stale": .apply],
        "applyFailed": ["applying": .waitToApply(EdgeMachine.applyRetry), "stale": .apply],
        "applyDue": ["waiting": .apply],
        "closed": [
            "greeting": .detach(wait), "applying": .detach(wait), "stale": .detach(wait), "waiting": .detach(wait),
            "attached": .detach(wait),
        ],
    ]

    @Test func eachEventInEachStateBringsWhatItHasTo() {
        let events: [String: (inout EdgeMachine) -> EdgeMachine.Instruction] = [
            "retryDue": { $0.retryDue() }, "dialFailed": { $0.dialFailed(jitter: 0) },
            "tableArrived": { $0.tableArrived() }, "applied": { $0.applied() }, "applyFailed": { $0.applyFailed() },
            "applyDue": { $0.applyDue() }, "closed": { $0.closed(jitter: 0) },
        ]
        #expect(Set(events.keys) == Set(Self.expected.keys))
        for (event, apply) in events {
            for (state, start) in Self.states {
                var machine = start
                let instruction = apply(&machine)
                #expect(instruction == Self.expected[event]?[state] ?? .none, "\(event) in \(state)")
                if instruction == .none, state != "applying" || event != "tableArrived" {
                    #expect(machine == start, "\(event) in \(state) changes nothing")
                }
            }
        }
    }

    @Test func aConnectionIsWantedOnlyWhileDialling() {
        for (state, start) in Self.states {
            var machine = start
            #expect(machine.connected() == (state == "dialling"), "\(state)")
        }
    }

    @Test func dataIsWantedFromTheFirstTableOnUntilTheEnd() {
        let serving = Self.states.filter(\.machine.isServing).map(\.name)
        #expect(serving == ["applying", "stale", "waiting", "attached"])
        #expect(Self.states.filter(\.machine.isAttached).map(\.name) == ["attached"])
    }

    @Test func nothingHappensAfterTheEnd() {
        for (state, start) in Self.states {
            var machine = start
            machine.ended()
            let instructions = [
                machine.started(), machine.retryDue(), machine.dialFailed(jitter: 0), machine.tableArrived(),
                machine.applied(), machine.applyFailed(), machine.applyDue(), machine.closed(jitter: 0),
            ]
            #expect(instructions.allSatisfy { $0 == .none }, "\(state)")
        }
    }

    @Test func aTableThatComesWhileOneIsTakenOverIsTakenOverAfterIt() {
        for hasFailed in [true, false] {
            var machine = Self.states[3].machine
            #expect(machine.tableArrived() == .none)
            #expect(machine.tableArrived() == .none)
            #expect((hasFailed ? machine.applyFailed() : machine.applied()) == .apply)
            #expect(!machine.isAttached)
            #expect(machine.applied() == .attach)
        }
    }

    @Test func aHostHalfThatTakesNobodyIsDialledMoreAndMoreRarely() {
        var machine = EdgeMachine()
        var waits: [Duration] = []
        for isWelcome in [false, false, false, true] {
            _ = machine.retryDue()
            _ = machine.connected()
            _ = machine.tableArrived()
            _ = machine.applied()
            if isWelcome { machine.welcomed() }
            if case .detach(let wait) = machine.closed(jitter: 0) { waits.append(wait) }
        }
        #expect(waits == [25, 50, 100, 25].map(Duration.milliseconds))
    }
}
