import Crypto
import FoundationEssentials
import SubrosaCore
import SwiftASN1
import X509

/// The parts of a list of revoked certificates that is still to be signed.
package struct CertificateListTemplate: Sendable {
    /// Why a list could not be made.
    package enum Failure: Error, Hashable, Sendable {
        /// A time beyond the years 1 to 9999.
        case time
        /// The key is of a kind that we do not sign with.
        case key
    }

    /// An entry, and what else is to be said of it.
    package struct Entry: Sendable {
        package var revoked: RevokedCertificate
        package var extensions: [Certificate.Extension]

        package init(_ revoked: RevokedCertificate, extensions: [Certificate.Extension] = []) {
            self.revoked = revoked
            self.extensions = extensions
        }
    }

    package var issuer: DistinguishedName
    package var thisUpdate: Date
    package var nextUpdate: Date?
    package var entries: [Entry]
    package var extensions: [Certificate.Extension]
    /// 1 for a list that has no extensions and does not say a version, otherwise 2.
    package var version = 2

    package init(
        issuer: DistinguishedName, thisUpdate: Date, nextUpdate: Date?, entries: [Entry],
        extensions: [Certificate.Extension]
    ) {
        self.issuer = issuer
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        self.entries = entries
        self.extensions = extensions
    }

    /// The signed list in DER, whatever is in it: nothing is checked.
    package func signed(with key: Certificate.PrivateKey) throws -> [UInt8] {
        guard let algorithm = Self.algorithm(for: key.publicKey),
            let identifier = ListSignatureAlgorithm.identifier(of: algorithm)
        else { throw Failure.key }
        var inner = DER.Serializer()
        try inner.appendConstructedNode(identifier: .sequence) { list in
            if version != 1 { try list.serialize(version - 1) }
            list.serializeRawBytes(identifier)
            try list.serialize(issuer)
            list.serializeRawBytes(try Self.time(thisUpdate))
            if let nextUpdate { list.serializeRawBytes(try Self.time(nextUpdate)) }
            if !entries.isEmpty { try list.appendConstructedNode(identifier: .sequence, serializeEntries) }
            if !extensions.isEmpty {
                try list.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { tagged in
                    try tagged.serializeSequenceOf(extensions)
                }
            }
        }
        let signature = try key.sign(bytes: inner.serializedBytes, signatureAlgorithm: algorithm)
        var outer = DER.Serializer()
        try outer.appendConstructedNode(identifier: .sequence) { list in
            list.serializeRawBytes(inner.serializedBytes)
            list.serializeRawBytes(identifier)
            try list.serialize(ASN1BitString(bytes: signature.rawRepresentation[...]))
        }
        return outer.serializedBytes
    }

    private func serializeEntries(_ list: inout DER.Serializer) throws {
        for entry in entries {
            try list.appendConstructedNode(identifier: .sequence) { item in
                try item.serialize(entry.revoked.serial.bytes)
                item.serializeRawBytes(try Self.time(entry.revoked.date))
                var extensions = entry.extensions
                // RFC 5280 5.3.1: unspecified is said by saying nothing.
                if let reason = entry.revoked.reason, reason != .unspecified {
                    extensions.insert(
                        Certificate.Extension(
                            oid: [2, 5, 29, 21], critical: false,
                            value: [DERElement.Tag.enumerated, 1, reason.rawValue]),
                        at: 0)
                }
                if !extensions.isEmpty { try item.serializeSequenceOf(extensions) }
            }
        }
    }

    private static func time(_ date: Date) throws -> [UInt8] {
        guard let element = DERTime.element(for: date) else { throw Failure.time }
        return element
    }

    private static func algorithm(for key: Certificate.PublicKey) -> Certificate.SignatureAlgorithm? {
        switch KeyType(of: key) {
        case .p256: .ecdsaWithSHA256
        case .p384: .ecdsaWithSHA384
        case .p521: .ecdsaWithSHA512
        case .ed25519: .ed25519
        case .rsa: .sha256WithRSAEncryption
        case nil: nil
        }
    }
}
