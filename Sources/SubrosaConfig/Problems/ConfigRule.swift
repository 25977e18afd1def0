/// Every rule that a configuration can break, for tests and for counting. What a person reads is ``ConfigProblem``.
package enum ConfigRule: String, CaseIterable, Sendable {
    // The file
    case fileMissing = "file-missing"
    case fileUnreadable = "file-unreadable"
    case fileNotRegular = "file-not-regular"
    case fileTooLarge = "file-too-large"
    case fileEmpty = "file-empty"
    case notUTF8 = "not-utf8"
    case controlCharacter = "control-character"

    // YAML
    case syntax
    case tab
    case anchor
    case alias
    case tag
    case mergeKey = "merge-key"
    case secondDocument = "second-document"
    case keyNotText = "key-not-text"
    case tooDeep = "too-deep"
    case tooManyValues = "too-many-values"
    case valueTooLong = "value-too-long"

    // Keys and types
    case wrongType = "wrong-type"
    case unknownKey = "unknown-key"
    case repeatedKey = "repeated-key"
    case missingKey = "missing-key"
    case emptyValue = "empty-value"
    case booleanValue = "boolean-value"

    // Addresses
    case addressIsURL = "address-is-url"
    case addressCharacters = "address-characters"
    case noPort = "no-port"
    case badPort = "bad-port"
    case noHost = "no-host"
    case bareIPv6 = "bare-ipv6"
    case badBrackets = "bad-brackets"
    case addressZone = "address-zone"
    case badHostName = "bad-host-name"
    case nameForAddress = "name-for-address"
    case undialable
    case notLoopback = "not-loopback"
    case loopbackBroadcast = "loopback-broadcast"

    // Nodes
    case tooFewNodes = "too-few-nodes"
    case tooManyNodes = "too-many-nodes"
    case badName = "bad-name"
    case duplicateName = "duplicate-name"
    case duplicateAddress = "duplicate-address"
    case duplicateVirtualAddress = "duplicate-virtual-address"
    case duplicateIdentity = "duplicate-identity"
    case mixedFamilies = "mixed-families"
    case addressTaken = "address-taken"
    case alertmanagerTaken = "alertmanager-taken"
    case alertmanagerEverywhere = "alertmanager-everywhere"

    // Identities
    case identityKind = "identity-kind"
    case identityEmpty = "identity-empty"
    case identityIsAddress = "identity-is-address"
    case identityIsNoAddress = "identity-is-no-address"
    case wildcard
    case badURI = "bad-uri"
    case badSPIFFEID = "bad-spiffe-id"
    case badCommonName = "bad-common-name"
    case badOrganizationalUnit = "bad-organizational-unit"
    case sharedWildcard = "shared-wildcard"
    case coveredIdentity = "covered-identity"

    // Lists and choices
    case tooManyElements = "too-many-elements"
    case repeatedElement = "repeated-element"
    case unknownChoice = "unknown-choice"
    case notBoolean = "not-boolean"

    // deny
    case denyEntry = "deny-entry"
    case denyKey = "deny-key"
    case denySerial = "deny-serial"
    case denyIssuer = "deny-issuer"
    case deniedTwice = "denied-twice"

    // listen, tls, local_users
    case emptyList = "empty-list"
    case duplicateListen = "duplicate-listen"
    case listenTaken = "listen-taken"
    case badPath = "bad-path"
    case contentForPath = "content-for-path"
    case minVersion = "min-version"
    case credentialDirectory = "credential-directory"
    case credentialName = "credential-name"
    case crlPolicyUnused = "crl-policy-unused"
    case serverName = "server-name"
    case serverNameMissing = "server-name-missing"
    case badUser = "bad-user"

    // edge
    case socketPathTooLong = "socket-path-too-long"
    case badGroup = "bad-group"
    case badMode = "bad-mode"
    case openMode = "open-mode"

    // The file that config_file of web names
    case webUser = "web-user"
    case bcryptHash = "bcrypt-hash"
    case clientAuthentication = "client-authentication"
    case passwordsInClear = "passwords-in-clear"
}
