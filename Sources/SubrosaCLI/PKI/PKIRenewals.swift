import SubrosaIdentity
import SubrosaPKI

/// Renews one node after another and says what became of each; what fails does not keep the others from it.
enum PKIRenewals {
    /// - Parameter next: Says what to do with what was renewed, if anything was.
    static func run(_ renewal: Renewal, names: [String], byName: Bool, next: () -> Void) throws(PKIFailure) {
        if names.isEmpty { print("nothing to renew: the directory has no node's certificate of this CA") }
        var hasRenewed = false
        var failures: [PKIFailure] = []
        for name in names {
            do throws(PKIFailure) {
                let outcome = try renewal.renew(name, byName: byName)
                if case .renewed = outcome { hasRenewed = true }
                say(outcome, name)
            } catch {
                failures.append(error)
            }
        }
        if hasRenewed { next() }
        guard let last = failures.last else { return }
        for failure in failures.dropLast() { StandardError.say("subrosa pki: \(failure)") }
        throw last
    }

    private static func say(_ outcome: Renewal.Outcome, _ name: String) {
        switch outcome {
        case .renewed(let written):
            let key = written.key.map { " and \($0)" } ?? " (the key stays)"
            let end = TimeText.utc(written.notAfter) + (written.endsWithAuthority ? ", the end of the CA" : "")
            print("renewed \(name): wrote \(written.certificate)\(key), valid until \(end)")
        case .endsLater(let end):
            print("left \(name) alone: valid until \(TimeText.utc(end))")
        case .endsWithAuthority(let end):
            StandardError.say(
                "subrosa pki: left \(name) alone: it ends with its CA, \(TimeText.utc(end)); replace the CA before that (subrosa pki rotate-ca)"
            )
        case .revoked:
            print("left \(name) alone: it has been revoked; to let it in again, name it: subrosa pki renew \(name)")
        }
    }
}
