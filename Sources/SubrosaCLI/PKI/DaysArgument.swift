import ArgumentParser
import FoundationEssentials

/// A time of days or hours on the command line: `30d`, `12h`. At most a hundred years.
struct DaysArgument: ExpressibleByArgument, Equatable {
    let seconds: TimeInterval

    init?(argument: String) {
        guard let unit = argument.last, let count = UInt32(argument.dropLast()), argument.first != "+" else {
            return nil
        }
        switch unit {
        case "d" where count <= 36_500: seconds = TimeInterval(count) * 86_400
        case "h" where count <= 36_500 * 24: seconds = TimeInterval(count) * 3_600
        default: return nil
        }
    }
}
