import SubrosaLocal

/// Looks at the file systems to which Subrosa, Alertmanager and the system write. Blocks on the disk.
enum DiskProbe {
    private static let systemLogs = "/var/log"

    static func look(subrosa: SocketHolder?, _ alertmanager: AlertmanagerObservation) -> [DiskObservation] {
        var places: [(what: String, path: String)] = []
        for holder in [subrosa, alertmanager.process].compactMap({ $0 }) {
            guard let file = ProcessCensus.errorFile(of: holder.pid) else { continue }
            places.append(("the log of \(holder)", file))
        }
        if let process = alertmanager.process, let command = alertmanager.command {
            // Alertmanager's default is `data/`.
            let path = CommandFlag.value("--storage.path", of: command) ?? "data/"
            places.append(("--storage.path of \(process)", ProcessCensus.path(path, of: process.pid)))
        }
        places.append(("the system's logs, \(systemLogs)", systemLogs))
        return places.compactMap { place in
            FreeSpace(at: place.path).map { DiskObservation(what: place.what, space: $0) }
        }
    }
}
