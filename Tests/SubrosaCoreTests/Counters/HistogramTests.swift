import SubrosaCore
import Testing

@Suite("Histogram")
struct HistogramTests {
    @Test func whatIsAsLongAsABoundCountsBelowIt() {
        var histogram = Histogram(bounds: [.milliseconds(1), .milliseconds(10)])
        for duration in [Duration.zero, .milliseconds(1), .milliseconds(1) + .nanoseconds(1), .milliseconds(10)] {
            histogram.observe(duration)
        }
        #expect(histogram.counts == [2, 2, 0])
    }

    @Test func whatIsLongerThanEveryBoundIsCountedAndSummedToo() {
        var histogram = Histogram(bounds: [.milliseconds(1)])
        histogram.observe(.seconds(3))
        histogram.observe(.microseconds(500))
        #expect(histogram.counts == [1, 1])
        #expect(histogram.count == 2)
        #expect(histogram.sum == .seconds(3) + .microseconds(500))
    }

    @Test func roundTripsAreToldApartFromAQuarterOfAMillisecondToTwoAndAHalfSeconds() {
        let bounds = Histogram.roundTrips.bounds
        #expect(bounds.first == .microseconds(250) && bounds.last == .milliseconds(2_500))
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
    }
}
