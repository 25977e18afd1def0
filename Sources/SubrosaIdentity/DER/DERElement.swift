/// One element of DER (X.690): its tag, and where its bytes are in a larger text.
struct DERElement {
    /// The identifier octet.
    let tag: UInt8
    /// Tag, length and content.
    let whole: ArraySlice<UInt8>
    let content: ArraySlice<UInt8>

    /// The identifier octets that lists of revoked certificates and encrypted keys are made of.
    enum Tag {
        static let boolean: UInt8 = 0x01
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octetString: UInt8 = 0x04
        static let null: UInt8 = 0x05
        static let objectIdentifier: UInt8 = 0x06
        static let enumerated: UInt8 = 0x0a
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        /// `[0]`, constructed.
        static let context0: UInt8 = 0xa0
    }

    /// The bytes of a positive INTEGER without leading zeros; empty for zero, nil if it is negative or no INTEGER.
    var magnitude: ArraySlice<UInt8>? {
        guard tag == Tag.integer, let first = content.first, first < 0x80 else { return nil }
        return content.drop { $0 == 0 }
    }

    /// A positive INTEGER of at most four bytes.
    var smallNumber: Int? {
        guard let magnitude, magnitude.count <= 4 else { return nil }
        return magnitude.reduce(0) { $0 << 8 | Int($1) }
    }
}
