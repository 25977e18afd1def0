import SubrosaTransport

extension Setup {
    /// What every connection that a node with this setup dials gets.
    ///
    /// - Throws: what BoringSSL says of a certificate or key that it cannot use.
    package func connectionSettings(_ verdicts: OpenVerdicts) throws -> PeerConnectionSettings {
        try Switchboard.settings(for: self, verdicts)
    }
}
