import SubrosaCore

extension Trust {
    package var revocationLists: [RevocationListStatus] { [] }
}
