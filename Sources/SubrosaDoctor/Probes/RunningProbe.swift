import NIOCore
import SubrosaAdmin

/// Asks the running node, if there is one that can be asked.
enum RunningProbe {
    private static let deadline = TimeAmount.seconds(3)

    /// - Parameter url: nil if there is nowhere to ask.
    static func look(_ url: StatusURL?, _ access: StatusAccess = .none) async -> RunningObservation {
        guard let url else { return .notAsked }
        let json: [UInt8]
        do throws(StatusFailure) {
            json = try await StatusClient.fetch(url, access: access, deadline: deadline)
        } catch { return .silent(error.what) }
        guard let status = try? StatusDocument(json: json), status.version == StatusDocument.currentVersion else {
            return .silent("what \(url) answers is not a status that this program understands")
        }
        return .answered(status)
    }
}
