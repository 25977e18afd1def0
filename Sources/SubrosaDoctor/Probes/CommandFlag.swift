/// `--flag=VALUE` and `--flag VALUE`, both of which Alertmanager takes (kingpin). Pure.
enum CommandFlag {
    /// - Parameter command: the program and its arguments.
    static func value(_ flag: String, of command: [String]) -> String? {
        for (index, word) in command.enumerated().dropFirst() {
            if word == flag { return index + 1 < command.count ? command[index + 1] : nil }
            if word.hasPrefix(flag + "=") { return String(word.dropFirst(flag.count + 1)) }
        }
        return nil
    }
}
