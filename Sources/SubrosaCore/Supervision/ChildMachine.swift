/// What `subrosa exec` does next with the command that it supervises and the node that carries its gossip. Pure: events
/// go in, instructions come out. The node is there before the command and goes after it, so that the command's first and
/// last words are carried.
///
///     waiting --nodeReady--> starting --childStarted--> running --childExited--> parting --partingOver--> draining --drained--> ended
package struct ChildMachine: Sendable {
    package enum Event: Equatable, Sendable {
        /// Everything is bound and every peer has been tried, or the time for that is up.
        case nodeReady
        case childStarted
        /// The command ended, or could not be started; the status says which.
        case childExited(ChildExit)
        case signalArrived(ChildSignal)
        /// The time since ``Instruction/startStopTimer`` is up.
        case stopTimeUp
        /// The time since ``Instruction/startPartingTimer`` is up.
        case partingOver
        case drained
    }

    package enum Instruction: Equatable, Sendable {
        case startChild
        case passOn(ChildSignal)
        /// Report ``Event/stopTimeUp`` after `--stop.timeout`.
        case startStopTimer
        case killChild
        /// Report ``Event/partingOver`` when what the command said last has been carried.
        case startPartingTimer
        /// Drain the node; report ``Event/drained``.
        case drain
        /// End the process with this status.
        case exit(Int32)
    }

    private enum State: Equatable {
        case waiting
        /// The signals to end that came meanwhile, each once. The others have no effect: a program that is only being
        /// started reads all that is to be read anyway, and a signal that it does not expect yet would kill it.
        case starting(held: [ChildSignal])
        case running(isStopping: Bool)
        case parting(status: Int32)
        case draining(status: Int32)
        case ended
    }

    private var state = State.waiting

    package init() {}

    package mutating func handle(_ event: Event) -> [Instruction] {
        switch (state, event) {
        case (.waiting, .nodeReady):
            state = .starting(held: [])
            return [.startChild]
        case (.waiting, .signalArrived(let signal)) where signal.isUsuallyTheEnd:
            state = .draining(status: 0)
            return [.drain]

        case (.starting(let held), .signalArrived(let signal)) where signal.isUsuallyTheEnd:
            state = .starting(held: held.contains(signal) ? held : held + [signal])
            return []
        case (.starting(let held), .childStarted):
            state = .running(isStopping: false)
            return held.flatMap { pass($0) }
        case (.running, .signalArrived(let signal)):
            return pass(signal)
        case (.running(isStopping: true), .stopTimeUp):
            return [.killChild]

        case (.starting, .childExited(let exit)), (.running, .childExited(let exit)):
            state = .parting(status: exit.status)
            return [.startPartingTimer]
        case (.parting(let status), .partingOver):
            state = .draining(status: status)
            return [.drain]
        case (.draining(let status), .drained):
            return end(status)
        // The command is gone, so the signal is meant for Subrosa alone: as with `subrosa run`, the next one ends it.
        case (.parting(let status), .signalArrived(let signal)) where signal.asksToEnd:
            return end(status)
        case (.draining(let status), .signalArrived(let signal)) where signal.asksToEnd:
            return end(status)
        default:
            return []
        }
    }

    private mutating func pass(_ signal: ChildSignal) -> [Instruction] {
        guard signal.asksToEnd, state == .running(isStopping: false) else { return [.passOn(signal)] }
        state = .running(isStopping: true)
        return [.passOn(signal), .startStopTimer]
    }

    private mutating func end(_ status: Int32) -> [Instruction] {
        state = .ended
        return [.exit(status)]
    }
}
