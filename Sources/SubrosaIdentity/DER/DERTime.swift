import FoundationEssentials

/// The times of RFC 5280 4.1.2.5: UTCTime `YYMMDDHHMMSSZ` for 1950 to 2049, GeneralizedTime `YYYYMMDDHHMMSSZ` for other
/// years; always with seconds, in UTC, without fractions.
enum DERTime {
    /// - Returns: Seconds since 1970; nil if it is no such time.
    static func seconds(of element: DERElement) -> Int64? {
        let digits: ArraySlice<UInt8>
        switch element.tag {
        case DERElement.Tag.utcTime where element.content.count == 13: digits = element.content
        case DERElement.Tag.generalizedTime where element.content.count == 15: digits = element.content
        default: return nil
        }
        guard digits.last == UInt8(ascii: "Z") else { return nil }
        let yearDigits = digits.count - 11
        guard var year = number(digits.prefix(yearDigits)) else { return nil }
        if yearDigits == 2 { year += year < 50 ? 2000 : 1900 }
        var fields: [Int] = []
        var rest = digits.dropFirst(yearDigits).dropLast()
        while !rest.isEmpty {
            guard let field = number(rest.prefix(2)) else { return nil }
            fields.append(field)
            rest = rest.dropFirst(2)
        }
        guard (1...12).contains(fields[0]), (1...days(inMonth: fields[0], of: year)).contains(fields[1]),
            fields[2] < 24, fields[3] < 60, fields[4] < 60
        else { return nil }
        let days = Int64(daysSince1970(year: year, month: fields[0], day: fields[1]))
        return days * 86_400 + Int64(fields[2] * 3_600 + fields[3] * 60 + fields[4])
    }

    /// The element for a time, whose fraction of a second is cut off.
    /// - Returns: nil beyond the years 1 to 9999.
    static func element(for date: Date) -> [UInt8]? {
        let whole = date.timeIntervalSince1970.rounded(.down)
        guard abs(whole) < 1e12 else { return nil }
        let seconds = Int(whole)
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        let second = seconds - day * 86_400
        let (year, month, dayOfMonth) = civil(daysSince1970: day)
        guard (1...9_999).contains(year) else { return nil }
        let short = (1950...2049).contains(year)
        let text =
            (short ? padded(year % 100, 2) : padded(year, 4)) + padded(month, 2) + padded(dayOfMonth, 2)
            + padded(second / 3_600, 2) + padded(second / 60 % 60, 2) + padded(second % 60, 2) + "Z"
        let tag = short ? DERElement.Tag.utcTime : DERElement.Tag.generalizedTime
        return [tag, UInt8(text.utf8.count)] + Array(text.utf8)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days of the proleptic Gregorian calendar, counted in eras of 400 years that begin in March: the leap day is then
    /// the last of its year, and 719,468 days lie between 0000-03-01 and 1970-01-01.
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let index = (5 * dayOfYear + 2) / 153
        let month = index < 10 ? index + 3 : index - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * index + 2) / 5 + 1)
    }
}
