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
        for suffix in ["_count", "_sum", "_bucket", "_gauge", "_counter", "_histogram"] {
            #expect(!name.hasSuffix(suffix))
        }
        #expect(!name.hasSuffix("_info") || metric.type == .gauge)
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

    @Test func everySeriesHasTheLabelsOfItsMetric() throws {
        let observation = Observation(
            status: try SampleStatus.unwell().status(), version: "0.1.0", process: ProcessFigures())
        let series = try ExpositionLines(ExpositionText.render(observation)).series
        for metric in MetricCatalogue.all {
            for found in series where metric.seriesNames.contains(found.name) {
                let bound = found.name == "\(metric.name)_bucket" ? ["le"] : []
                #expect(Set(found.labels.keys) == Set(metric.labels + bound), "\(found.name)")
            }
        }
    }

    /// What Prometheus needs to read a histogram: for each peer the buckets never fall, the last has everything, and
    /// there is one sum and one count.
    @Test func everyHistogramIsWhole() throws {
        let observation = Observation(
            status: try SampleStatus.unwell().status(), version: "0.1.0", process: ProcessFigures())
        let series = try ExpositionLines(ExpositionText.render(observation)).series
        for metric in MetricCatalogue.all where metric.type == .histogram {
            let buckets = Dictionary(grouping: series.filter { $0.name == "\(metric.name)_bucket" }) {
                $0.labels["peer"]
            }
            #expect(buckets.count == observation.status.peers.count)
            for (peer, buckets) in buckets {
                let bounds = try buckets.map { try #require(Double($0.labels["le"] ?? "")) }
                let counts = try buckets.map { try #require(UInt64($0.value)) }
                #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count && bounds.last == .infinity)
                #expect(counts == counts.sorted())
                let ends = series.filter { $0.labels["peer"] == peer }
                #expect(ends.filter { $0.name == "\(metric.name)_sum" }.count == 1)
                #expect(
                    ends.filter { $0.name == "\(metric.name)_count" }.map(\.value) == counts.suffix(1).map(String.init))
            }
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
        let names = Set(MetricCatalogue.all.flatMap(\.seriesNames))
        #expect(lines.series.allSatisfy { names.contains($0.name) })
    }
}

extension Metric {
    /// The names under which its series are served.
    var seriesNames: [String] {
        type == .histogram ? ["_bucket", "_sum", "_count"].map { name + $0 } : [name]
    }
}
