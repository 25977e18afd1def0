import Glibc

/// Why a run could not be made or finished.
struct Failure: Error {
    let text: String
    /// The command line is at fault, not the network.
    let isUsage: Bool

    static func usage(_ text: String) -> Failure { Failure(text: text, isUsage: true) }
    static func run(_ text: String) -> Failure { Failure(text: text, isUsage: false) }

    /// A failed system call, with the reason `errno` gives now.
    static func call(_ name: String) -> Failure { .run("\(name): \(String(cString: strerror(errno)))") }
}
