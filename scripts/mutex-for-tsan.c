// Tells ThreadSanitizer what Swift's Mutex does when threads compete for it; scripts/sanitize.sh preloads this.
//
// Mutex locks and unlocks with atomics that are inlined into the code that uses it, where ThreadSanitizer sees them, but
// waits and wakes in functions of libswiftSynchronization.so, which is not instrumented: what one thread did before it
// woke another seems to have no order with what that one does, and everything a contended Mutex guards is reported as a
// race. These take the places of the three functions, call them, and say "acquired" and "released" for the mutex. No
// report is suppressed. (swift/stdlib/public/Synchronization/Mutex/LinuxImpl.swift)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// Only there in a program with ThreadSanitizer; `swift test` itself loads this, too.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *

// _MutexHandle._lockSlow(UInt32), _MutexHandle._tryLockSlow() -> Bool, _MutexHandle._unlockSlow()
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock(uint32_t thread, SELF mutex) __asm__(LOCK);
SWIFT bool try_lock(SELF mutex) __asm__(TRY_LOCK);
SWIFT void unlock(SELF mutex) __asm__(UNLOCK);

static void *original(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) abort();
    return function;
}

SWIFT void lock(uint32_t thread, SELF mutex) {
    ((SWIFT void (*)(uint32_t, SELF))original(LOCK))(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT bool try_lock(SELF mutex) {
    bool is_locked = ((SWIFT bool (*)(SELF))original(TRY_LOCK))(mutex);
    if (is_locked && __tsan_acquire) __tsan_acquire(mutex);
    return is_locked;
}

SWIFT void unlock(SELF mutex) {
    if (__tsan_release) __tsan_release(mutex);
    ((SWIFT void (*)(SELF))original(UNLOCK))(mutex);
}
