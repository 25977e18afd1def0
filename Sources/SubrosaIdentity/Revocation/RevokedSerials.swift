import FoundationEssentials
import X509

/// The entries of a list of revoked certificates, found by serial number.
struct RevokedSerials: Sendable {
    private struct Entry {
        let seconds: Int64
        let reason: RevocationReason?
    }

    /// The keys are slices of the list's DER, so that an entry costs no allocation of its own.
    private var entries: [ArraySlice<UInt8>: Entry] = [:]
    /// How many entries the list has, also those that no certificate can have.
    private(set) var count = 0

    /// Adds an entry; of two for the same certificate the first one stays.
    /// - Parameter serial: Big-endian, without leading zeros. nil: a negative number. Certificates with one are not
    ///   parsed by swift-certificates and so never admitted.
    mutating func add(_ serial: ArraySlice<UInt8>?, seconds: Int64, reason: RevocationReason?) {
        count += 1
        guard let serial, entries[serial] == nil else { return }
        entries[serial] = Entry(seconds: seconds, reason: reason)
    }

    subscript(serial: Certificate.SerialNumber) -> RevokedCertificate? {
        entries[serial.bytes.drop { $0 == 0 }].map { Self.revoked(serial, $0) }
    }

    var all: [RevokedCertificate] {
        entries.sorted {
            $0.value.seconds == $1.value.seconds
                ? $0.key.lexicographicallyPrecedes($1.key) : $0.value.seconds < $1.value.seconds
        }
        .map { Self.revoked(Certificate.SerialNumber(bytes: $0.key), $0.value) }
    }

    private static func revoked(_ serial: Certificate.SerialNumber, _ entry: Entry) -> RevokedCertificate {
        RevokedCertificate(
            serial: serial, date: Date(timeIntervalSince1970: TimeInterval(entry.seconds)), reason: entry.reason)
    }
}
