import SubrosaWire

/// Which cipher this machine seals with.
package enum CipherChoice {
    /// AES where the processor has instructions for it, which is then the faster one; ChaCha20 elsewhere.
    ///
    /// - Parameter cpuInfo: as `/proc/cpuinfo` has it: a list of words after `flags` (x86) or `Features` (ARM).
    package static func cipher(cpuInfo: String) -> DatagramKey.Cipher {
        let lists = cpuInfo.split(separator: "\n").filter { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
        let hasAES = lists.first.map { $0.split(whereSeparator: { " \t:".contains($0) }).contains("aes") } ?? false
        return hasAES ? .aes128GCM : .chaCha20Poly1305
    }
}
