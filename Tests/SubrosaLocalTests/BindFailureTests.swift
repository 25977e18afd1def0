import SubrosaLocal
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

@Suite("Bind failure")
struct BindFailureTests {
    private func failure(_ errno: CInt, purpose: String = "the virtual address of am-2", holder: SocketHolder? = nil)
        -> BindFailure
    {
        BindFailure(transport: .tcp, address: "127.77.0.2:9094", purpose: purpose, errno: errno, holder: holder)
    }

    @Test(arguments: [EADDRINUSE, EADDRNOTAVAIL, EACCES, EPERM, EINVAL])
    func namesTheAddressWhatItIsForAndWhatToDo(errno: CInt) {
        let text = failure(errno).description
        #expect(text.hasPrefix("cannot bind TCP 127.77.0.2:9094, the virtual address of am-2: "))
        #expect(text.contains("; "))
        #expect(!text.contains("\n"))
    }

    @Test func anUnknownHolderComesWithAWayToFindIt() {
        #expect(failure(EADDRINUSE).description.contains("ss -lnp | grep 127.77.0.2:9094"))
    }

    @Test func theRemedyDependsOnWhatTheAddressIsFor() {
        #expect(failure(EADDRINUSE).remedy.contains("--cluster.listen-address"))
        #expect(failure(EADDRINUSE, purpose: "where this node accepts peers").remedy.contains("listen:"))
    }
}
