#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Threads wait at it until somebody opens it.
///
/// `@unchecked`: ``opened`` is read and written only while ``mutex`` is held, and the two pointers never change.
package final class Gate: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var opened: Bool

    package init(isOpen: Bool = false) {
        opened = isOpen
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func open() { set(true) }
    package func close() { set(false) }

    private func set(_ isOpen: Bool) {
        pthread_mutex_lock(mutex)
        opened = isOpen
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Blocks the calling thread while the gate is closed.
    package func pass() {
        pthread_mutex_lock(mutex)
        while !opened { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
