import ArgumentParser

/// How `subrosa status` and `subrosa doctor` answer.
enum StatusFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
