#!/usr/bin/env bash
# Runs the unit and node tests under AddressSanitizer, then under ThreadSanitizer, and fails if either reports anything.
#
#   scripts/sanitize.sh [address] [thread]     (default: both, one after the other)
#
# Not part of `make test`: each sanitizer needs a build of everything for itself. Builds are kept in .build-asan and
# .build-tsan, reports in reports/ there. SUBROSA_TEST_PATIENCE is what the deadlines of the tests are multiplied with.
# scripts/leaks.supp and scripts/mutex-for-tsan.c say which reports there would be that are wrong, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ $# -gt 0 ]] || set -- address thread
for sanitizer in "$@"; do
    case $sanitizer in
        address | thread) ;;
        *) echo "usage: scripts/sanitize.sh [address] [thread]" >&2; exit 2 ;;
    esac
done

scripts/install-dependencies.sh build
export SUBROSA_TEST_PATIENCE=${SUBROSA_TEST_PATIENCE:-5}
export SWIFT_BACKTRACE=enable=no # else Swift's backtracer takes the crash from the sanitizer
sockets='SubrosaTransportTests|SubrosaNodeTests' # in the same two parts as scripts/test.sh, for the same reason

# sanitize SANITIZER SCRATCH-PATH: status 1 if a test failed or there is a report.
sanitize() {
    local sanitizer=$1 scratch=$2 status=0 report log preload=''
    local arguments=(--sanitize="$sanitizer" --scratch-path "$scratch")
    echo "== $sanitizer sanitizer: build"
    swift build --build-tests "${arguments[@]}" || return 1
    if [[ $sanitizer == thread ]]; then
        preload=$PWD/$scratch/mutex-for-tsan.so
        clang -shared -fPIC -O1 -Wall -Werror scripts/mutex-for-tsan.c -o "$preload" || return 1
    fi

    # Reports go to files, a file for each process: they are not lost among the tests' lines, nor with an exit status.
    rm -rf "$scratch/reports"
    mkdir -p "$scratch/reports"
    log="log_path='$PWD/$scratch/reports/report'"
    tests() {
        env LD_PRELOAD="$preload" ASAN_OPTIONS="$log:detect_leaks=1" TSAN_OPTIONS="$log:halt_on_error=0" \
            LSAN_OPTIONS="suppressions='$PWD/scripts/leaks.supp':print_suppressions=0" \
            swift test --skip-build "${arguments[@]}" "$@" || status=1
    }
    echo "== $sanitizer sanitizer: tests"
    tests --parallel --skip "$sockets"
    tests --no-parallel --filter "$sockets"
    for report in "$scratch/reports"/*; do
        [[ -e $report ]] || continue
        echo "== $sanitizer sanitizer: $report" >&2
        cat "$report" >&2
        status=1
    done
    return "$status"
}

failed=()
for sanitizer in "$@"; do
    sanitize "$sanitizer" ".build-${sanitizer:0:1}san" || failed+=("$sanitizer")
done
if [[ ${#failed[@]} -gt 0 ]]; then
    printf 'sanitize: FAILED: %s sanitizer\n' "${failed[@]}" >&2
    exit 1
fi
echo "sanitize: clean ($*)"
