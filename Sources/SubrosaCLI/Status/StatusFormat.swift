import ArgumentParser

/// How `subrosa status` answers.
enum StatusFormat: String, ExpressibleByArgument, CaseIterable { case text, json }
