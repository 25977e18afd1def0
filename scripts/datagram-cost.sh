#!/usr/bin/env bash
# Counts what one datagram costs in instructions and heap allocations, and fails if that is more than it should be. Not time:
# valgrind counts the same on a busy machine as on a quiet one. (It shows a processor without AVX-512 and VAES, and counts
# accordingly.)
#
#   scripts/datagram-cost.sh
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh build cost
scratch=.build-release
flags=(-c release --static-swift-stdlib --scratch-path "$scratch")
swift build "${flags[@]}" --product datagram-cost >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=$work/datagram-cost
# Stripped: valgrind does not read the newest debug information.
strip -o "$program" "$(swift build "${flags[@]}" --show-bin-path)/datagram-cost"

# Both are called by name.
# shellcheck disable=SC2317
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$work/out" "$program" "$@" 2>&1 >/dev/null |
        sed -n 's/.*Collected : //p'
}
# shellcheck disable=SC2317
allocations() {
    valgrind --tool=memcheck --undef-value-errors=no "$program" "$@" 2>&1 >/dev/null |
        sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}

# Of one datagram, from the difference between two runs: what starting costs is in both.
status=0
check() {
    local what=$1 unit=$2 limit=$3 few many each
    few=$("$unit" "$what" 1000) || few=
    many=$("$unit" "$what" 3000) || many=
    if [[ -z $few || -z $many || $many -le $few ]]; then
        echo "datagram-cost: $what: valgrind counted no $unit ('$few', '$many'); does valgrind run here? valgrind --tool=none /bin/true" >&2
        exit 1
    fi
    each=$(((many - few) / 2000))
    echo "datagram-cost: $what: $each $unit a datagram (at most $limit)"
    [[ $each -le $limit ]] || status=1
}
# Instructions with room for processors that lack some of AES, CLMUL and AVX: 3,554 and 45,336 where these were set.
check framed instructions 6000
check framed allocations 3
check sealed instructions 80000
check sealed allocations 27
exit $status
