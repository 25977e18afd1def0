/// The lists of revoked certificates in one file: PEM blocks `X509 CRL`, any number, or a single list in DER.
package struct CertificateListFile: Sendable {
    /// The most lists in a file.
    package static let maximumListCount = 64

    package struct Found: Sendable {
        package let list: CertificateList
        /// The line of its BEGIN, from 1; nil in DER.
        package let line: Int?
    }

    /// Why nothing in the file is used.
    package enum Failure: Error, Hashable, Sendable {
        case malformedPEM(line: Int, what: String)
        /// No list in it; the labels of what there is instead, escaped.
        case noList(labels: [String])
        case tooManyLists(Int)
        /// One of the lists cannot be used; the line of its BEGIN, nil in DER.
        case flawed(line: Int?, CertificateListFlaw)
    }

    /// At least one, in the order of the file.
    package let lists: [Found]

    /// - Parameter bytes: A whole file, of at most ``CertificateList/maximumByteCount``.
    package init(bytes: [UInt8]) throws(Failure) {
        // DER begins with a SEQUENCE, `0`; PEM may have any text before its first block, but hardly this control byte
        // after a zero.
        if bytes.first == DERElement.Tag.sequence, bytes.count > 1, bytes[1] >= 0x80 || bytes[1] < 0x20 {
            self.lists = [Found(list: try Self.list(der: bytes, line: nil), line: nil)]
            return
        }
        let blocks: [PEMBlock]
        do throws(PEMText.Malformed) {
            blocks = try PEMText.blocks(in: bytes)
        } catch {
            throw .malformedPEM(line: error.line, what: error.what)
        }
        let found = blocks.filter { $0.label == CertificateList.pemLabel }
        guard !found.isEmpty else {
            throw .noList(labels: blocks.prefix(3).map { UntrustedText.quoted($0.label, limit: 30) })
        }
        guard found.count <= Self.maximumListCount else { throw .tooManyLists(found.count) }
        var lists: [Found] = []
        for block in found {
            lists.append(Found(list: try Self.list(der: block.der, line: block.line), line: block.line))
        }
        self.lists = lists
    }

    private static func list(der: [UInt8], line: Int?) throws(Failure) -> CertificateList {
        do throws(CertificateListFlaw) {
            return try CertificateList(der: der)
        } catch {
            throw .flawed(line: line, error)
        }
    }
}
