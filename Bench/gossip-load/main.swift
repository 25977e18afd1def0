import Glibc

let exitCode = Program.run(Array(CommandLine.arguments.dropFirst()))
exit(exitCode)
