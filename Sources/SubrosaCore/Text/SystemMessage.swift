#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// What the system says about an error number.
package enum SystemMessage {
    package static func text(_ error: CInt) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(error, &buffer, buffer.count) == 0 else { return "error \(error)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
