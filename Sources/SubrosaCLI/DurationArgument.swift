import ArgumentParser
import NIOCore

/// A duration on the command line as Prometheus writes it: `500ms`, `5s`, `2m`, `1h`. At most a day.
struct DurationArgument: ExpressibleByArgument, CustomStringConvertible, Equatable {
    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000),
    ]
    private static let maximum: Int64 = 24 * 3_600_000

    private let milliseconds: Int64

    init(seconds: Int64) { milliseconds = seconds * 1_000 }

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count <= Self.maximum,
            let unit = Self.units.first(where: { $0.suffix == argument.dropFirst(digits.count) }),
            count * unit.milliseconds <= Self.maximum
        else { return nil }
        milliseconds = count * unit.milliseconds
    }

    var timeAmount: TimeAmount { .milliseconds(milliseconds) }
    var duration: Duration { .milliseconds(milliseconds) }

    var description: String { milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms" }
    var defaultValueDescription: String { description }
}
