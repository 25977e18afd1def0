import NIOCore

/// Who is connected to the admin pages; there are ``AdminLimits/connections`` places.
final class AdminPlaces {
    private var taken: [AdminConnection] = []
    /// Set when there are no places any more; succeeds when everybody has left.
    private var closing: EventLoopPromise<Void>?

    /// When all places are taken, one without a request under way has to go: of these, who came first.
    ///
    /// - Returns: false if there is no place, since all are busy.
    func take(_ connection: AdminConnection) -> Bool {
        guard closing == nil else { return false }
        if taken.count >= AdminLimits.connections {
            guard let index = taken.firstIndex(where: \.isIdle) else { return false }
            taken.remove(at: index).close()
        }
        taken.append(connection)
        return true
    }

    func leave(_ connection: AdminConnection) {
        taken.removeAll { $0 === connection }
        if taken.isEmpty { closing?.succeed() }
    }

    /// Closes all connections and takes no more.
    ///
    /// - Parameter promise: succeeds when the last has left: when nothing waits for the node any more.
    func close(_ promise: EventLoopPromise<Void>) {
        closing = promise
        if taken.isEmpty { promise.succeed() }
        taken.forEach { $0.close() }
    }
}
