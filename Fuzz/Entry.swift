/// What libFuzzer calls. `Target` is the enum of the target that scripts/fuzz.sh compiles this with.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Target.run(UnsafeRawBufferPointer(start: start, count: count))
    return 0
}
