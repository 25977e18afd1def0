import SubrosaCLI

@main
enum Subrosa {
    static func main() async { await RootCommand.main() }
}
