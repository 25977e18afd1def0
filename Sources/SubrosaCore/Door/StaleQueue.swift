/// A queue whose elements may become stale where they stand. They are skipped when their turn comes, and cleared away
/// once they are the most, so that it is never much longer than what is alive.
struct StaleQueue<Element> {
    private var elements: [Element] = []
    private var head = 0

    /// Stale ones included.
    var count: Int { elements.count - head }

    mutating func append(_ element: Element, alive: Int, isAlive: (Element) -> Bool) {
        if elements.count >= 2 * alive + 64 {
            elements = elements[head...].filter(isAlive)
            head = 0
        }
        elements.append(element)
    }

    /// The first one that is alive; what is stale before it is gone.
    mutating func first(isAlive: (Element) -> Bool) -> Element? {
        while head < elements.count {
            if isAlive(elements[head]) { return elements[head] }
            removeFirst()
        }
        return nil
    }

    mutating func removeFirst() {
        guard head < elements.count else { return }
        head += 1
        guard head == elements.count else { return }
        elements.removeAll(keepingCapacity: true)
        head = 0
    }
}
