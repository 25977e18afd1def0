/// What is wrong, why that matters, what to do: a problem that does not know its place yet.
struct Complaint: Error, Equatable {
    let rule: ConfigRule
    let what: String
    let why: String
    let remedy: String

    init(_ rule: ConfigRule, _ what: String, why: String, remedy: String) {
        self.rule = rule
        self.what = what
        self.why = why
        self.remedy = remedy
    }
}

/// A complaint and its place in the file.
struct LocatedComplaint: Error, Equatable {
    let mark: Mark
    let complaint: Complaint

    init(mark: Mark, _ complaint: Complaint) {
        self.mark = mark
        self.complaint = complaint
    }
}
