import SubrosaIdentity

/// What has to hold of a PEM file, and of an encrypted key in it, whatever its bytes are. For tests and
/// `scripts/fuzz.sh`. No key is derived from a passphrase: that may take seconds.
enum KeyFileProperties {
    /// - Parameter bytes: A PEM file, or the DER of an encrypted key.
    /// - Returns: The promise that was broken.
    static func broken(by bytes: [UInt8]) -> String? {
        if let broken = broken(byKey: bytes) { return broken }
        do throws(PEMText.Malformed) {
            let blocks = try PEMText.blocks(in: bytes)
            for block in blocks {
                if let broken = broken(byKey: block.der) { return broken }
                let again = try PEMText.blocks(in: Array(PEMText.text(label: block.label, der: block.der).utf8))
                guard again.map(\.der) == [block.der] else { return "a block is another one when it is read again" }
                if block.isPrivateKey { _ = try? LoadedKey(block) }
            }
            return nil
        } catch {
            return error.line >= 1 && !error.what.isEmpty ? nil : "a fault without a place"
        }
    }

    private static func broken(byKey der: [UInt8]) -> String? {
        do throws(EncryptedKey.Flaw) {
            let key = try EncryptedKey(der: der)
            return (try? EncryptedKey(der: der)) == key ? nil : "a key is another one when it is read again"
        } catch {
            let words = error.explanation
            return words.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? nil : "a flaw is not one line: \(words)"
        }
    }
}
