import SubrosaTestKit
import Synchronization
import Testing

@testable import SubrosaCLI

@Suite("Log lines that standard error does not take")
struct LogWriterTests {
    /// A disk that is full until there is room.
    private final class Disk: Sendable {
        let state = Mutex((isFull: true, written: [String]()))

        func take(_ line: String) -> CInt {
            state.withLock { state in
                guard !state.isFull else { return 28 }
                state.written.append(line)
                return 0
            }
        }

        func makeRoom() { state.withLock { $0.isFull = false } }
        var written: [String] { state.withLock(\.written) }
    }

    @Test func areCountedWithWhatTheSystemSaid() {
        let disk = Disk()
        let writer = LogWriter(sink: disk.take)
        for number in 0..<3 { writer.write("line \(number)") }
        writer.flush()
        #expect(writer.status.loss == .writeFailed)
        #expect(writer.status.detail == "No space left on device")
        #expect(writer.status.lost == [.writeFailed: 3])
    }

    @Test func areToldWithTheNextLineThatIsTaken() {
        let disk = Disk()
        let writer = LogWriter(sink: disk.take)
        writer.write("lost")
        writer.flush()
        disk.makeRoom()
        writer.write("kept")
        writer.flush()
        #expect(
            disk.written == [
                "kept\n", "level=WARN msg=\"Log lines lost\" count=1 why=\"standard error takes nothing\"\n",
            ])
        #expect(writer.status.loss == nil)
        #expect(writer.status.lost == [.writeFailed: 1])
    }

    @Test func areToldThoughNothingElseIsToBeSaid() async throws {
        let disk = Disk()
        let writer = LogWriter(sink: disk.take)
        writer.write("lost")
        writer.flush()
        disk.makeRoom()
        try await eventually("the loss is told") { writer.status.loss == nil }
        #expect(disk.written.count == 1)
    }
}
