import SubrosaCore
import SubrosaTestKit
import Testing

@testable import SubrosaMetrics

/// The rules of `promtool check metrics` (prometheus/client_golang, prometheus/testutil/promlint) that can apply here.
@Suite("Metric names")
struct CatalogueLintTests {
    private static let abbreviations: Set = [
        "s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d", "k", "c", "f",
    ]
    private static let notBaseUnits: Set = [
        "milliseconds", "microseconds", "nanoseconds", "minutes", "hours", "days", "weeks", "bits", "kilobytes",
        "megabytes", "kibibytes", "mebibytes", "percent",
    ]

    @Test(arguments: MetricCatalogue.all.map(\.name)) func aNameFollowsTheConventions(name: String) throws {
        let metric = try #require(MetricCatalogue.all.first { $0.name == name })
        #expect(name.hasPrefix("subrosa_") || name.hasPrefix("process_"))
        #expect(name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLowercase || $0.isNumber) })
        #expect(name.hasSuffix("_total") == (metric.type == .counter))
        for suffix in ["_count", "_sum", "_bucket", "_gauge", "_counter"] { #expect(!name.hasSuffix(suffix)) }
        let words = Set(name.split(separator: "_").map(String.init))
        #expect(words.isDisjoint(with: Self.abbreviations.union(Self.notBaseUnits)))
    }

    @Test(arguments: MetricCatalogue.all.map(\.name)) func aMetricSaysWhatItIs(name: String) throws {
        let metric = try #require(MetricCatalogue.all.first { $0.name == name })
        #expect(metric.help.hasSuffix(".") && !metric.help.contains { "\n\\|<>".contains($0) })
        #expect(Set(metric.labels).count == metric.labels.count)
        for label in metric.labels {
            #expect(label != "le" && label != "quantile" && !label.hasPrefix("__"))
            #expect(label.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLowercase || $0.isNumber) })
        }
    }

    @Test func everySampleHasAValueForEachLabel() throws {
        let observation = Observation(
            status: try SampleStatus.unwell().status(), version: "0.1.0", process: ProcessFigures())
        for metric in MetricCatalogue.all {
            for sample in metric.samples(observation) { #expect(sample.labelValues.count == metric.labels.count) }
        }
    }

    @Test func noNameIsUsedTwice() {
        #expect(Set(MetricCatalogue.all.map(\.name)).count == MetricCatalogue.all.count)
    }

    @Test func theTextAnnouncesEachMetricOnceAndBeforeItsSeries() throws {
        let observation = Observation(
            status: try SampleStatus.well().status(), version: "0.1.0", process: ProcessFigures())
        let lines = try ExpositionLines(ExpositionText.render(observation))
        let types = Dictionary(uniqueKeysWithValues: MetricCatalogue.all.map { ($0.name, $0.type.rawValue) })
        #expect(lines.types == types)
        #expect(Set(lines.helps.keys) == Set(types.keys))
        #expect(lines.series.allSatisfy { types[$0.name] != nil })
    }
}
