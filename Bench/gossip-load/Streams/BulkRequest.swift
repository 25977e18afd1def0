/// The first 16 bytes of a bulk stream: which way, and how many bytes follow, little endian. After a push the sink
/// answers with the number of bytes that came, 8 bytes; so the end is seen without a half-close.
struct BulkRequest {
    static let size = 16
    static let answerSize = 8

    var pull: Bool
    var bytes: Int

    init(pull: Bool, bytes: Int) {
        self.pull = pull
        self.bytes = bytes
    }

    /// Reads one from a stream; nil if the stream ends or says nonsense.
    init?(from socket: Socket) {
        var words: (UInt64, UInt64) = (0, 0)
        guard withUnsafeMutableBytes(of: &words, { StreamIO.read(socket, $0) }), words.0 <= 1, words.1 < 1 << 53 else {
            return nil
        }
        self.init(pull: words.0 == 1, bytes: Int(words.1))
    }

    func write(to socket: Socket) -> Bool {
        let words: (UInt64, UInt64) = (pull ? 1 : 0, UInt64(bytes))
        return withUnsafeBytes(of: words) { StreamIO.write(socket, $0) }
    }
}
