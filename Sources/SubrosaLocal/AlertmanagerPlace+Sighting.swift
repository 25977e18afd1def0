import NIOCore
import SubrosaCore
import SubrosaPlumbing

extension AlertmanagerPlace {
    /// What the kernel shows of the local Alertmanager's UDP socket.
    ///
    /// - Parameter foreign: where datagrams for peers have come from lately, if not from there.
    /// - Returns: nil as long as it is not known where it should be.
    package func sighting(foreign: String?) -> AlertmanagerSighting? {
        guard let address, let ip = address.ipAddress.flatMap(IPAddress.init) else { return nil }
        let place = AddressText.describe(address)
        if let foreign { return .elsewhere(sender: foreign, expected: place) }
        let isThere = ProcNetSocket.list(.udp).contains {
            Int($0.port) == address.port && ($0.ip == ip || $0.ip.isUnspecified)
        }
        return isThere ? .present(place) : .absent(place)
    }
}
