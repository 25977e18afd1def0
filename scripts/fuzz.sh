#!/usr/bin/env bash
# Fuzzes every decoder with libFuzzer and AddressSanitizer.
#
#   scripts/fuzz.sh [SECONDS-PER-TARGET [TARGET ...]]     $FUZZ_SECONDS or 60 seconds, all targets
#
# A target is the enum <Target>Fuzz in Fuzz/<Target>FuzzTarget.swift with its inputs in Fuzz/<target>/: corpus/ grows
# by what reaches new code, failures/ by what broke a promise. `make test` runs both again. Exit status 1 if any target failed.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-${FUZZ_SECONDS:-60}}
shift || true
build=${FUZZ_BUILD:-.build-fuzz}
case $seconds in
'' | *[!0-9]*) echo "usage: scripts/fuzz.sh [SECONDS-PER-TARGET [TARGET ...]]" >&2 && exit 2 ;;
esac

# The module that a target searches, and the sources beside Fuzz/<Target>FuzzTarget.swift that it needs.
properties=Tests/SubrosaWireTests
identity=Tests/SubrosaIdentityTests
module_of() {
    case $1 in
    config) echo SubrosaConfig ;;
    identity | crl | pem) echo SubrosaIdentity ;;
    sealed) echo SubrosaSealed ;;
    *) echo SubrosaWire ;;
    esac
}
sources_of() {
    case $1 in
    config) ;;
    identity) echo "$identity/NameProperties.swift" ;;
    crl) echo "$identity/ListProperties.swift" ;;
    pem) echo "$identity/KeyFileProperties.swift" ;;
    sealed) echo Tests/SubrosaSealedTests/PacketProperties.swift ;;
    conversation) printf '%s\n' "$properties"/{ConversationProperties,FrameComposer,Decoding}.swift ;;
    *) printf '%s\n' "$properties"/{DecoderProperties,Decoding}.swift ;;
    esac
}

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for file in Fuzz/*FuzzTarget.swift; do
        name=$(basename "$file" FuzzTarget.swift)
        targets+=("${name,,}")
    done
fi

# The module and everything below it are instrumented too: the search is guided by the branches taken there.
# Assertions stay on, although the code is optimised.
instrument=("-sanitize=fuzzer,address" -assert-config Debug)
export SWIFT_BACKTRACE=enable=no # else the backtracer may outlive a crashed fuzzer and hold its output open
export ASAN_OPTIONS=quarantine_size_mb=16

compile() {
    local target=$1 module=$2 package objects maps=() sources=()
    swift build -c release --scratch-path "$build" --target "$module" "${instrument[@]/#/-Xswiftc=}" >&2
    # SwiftPM's name for this package, which `package` declarations are visible in: that of its directory.
    package=$(basename "$PWD" | tr '[:upper:]' '[:lower:]' | tr -c '[:alnum:]\n' _)
    # swiftc finds Swift's modules in one place; C's have to be named one by one.
    while read -r map; do
        maps+=(-Xcc "-fmodule-map-file=$map")
    done < <(
        find "$build/release/" -path '*.build/module.modulemap' -not -path '*/include/*'
        find -L "$build"/checkouts/*/Sources Sources -name module.modulemap
    )
    mapfile -t objects < <(find "$build/release/" -path '*.build/*' -name '*.o')
    mapfile -t sources < <(sources_of "$target")
    echo "typealias Target = ${target^}Fuzz" >"$build/$target.swift"
    swiftc "${instrument[@]}" -parse-as-library -swift-version 6 -O -g -package-name "$package" \
        -I "$build/release/Modules" "${maps[@]}" \
        Fuzz/Entry.swift "$build/$target.swift" "Fuzz/${target^}FuzzTarget.swift" "${sources[@]}" \
        "${objects[@]}" -l:libyaml.a -o "$build/fuzz-$target"
}

status=0
for target in "${targets[@]}"; do
    compile "$target" "$(module_of "$target")"
    mkdir -p "Fuzz/$target/corpus" "Fuzz/$target/failures"
    echo "== $target: $seconds s"
    "$build/fuzz-$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="Fuzz/$target/failures/" "Fuzz/$target/corpus" || status=1
done
exit $status
