#!/usr/bin/env bash
# Builds the release binaries and measures gossip through Subrosa, in one process and split in two, against plain UDP and
# TCP, inside network namespaces of its own. Options go to Bench/bench.py: --quick, --json FILE, --rounds N.
# SUBROSA and GOSSIP_LOAD name programs to use instead of building them. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $EUID -ne 0 ]]; then
    echo "bench: network namespaces need root: sudo make bench" >&2
    exit 2
fi
for tool in ip ss unshare python3 strip readelf; do
    command -v "$tool" >/dev/null && continue
    echo "bench: $tool is missing: apt install iproute2 util-linux python3 binutils" >&2
    exit 2
done

source scripts/bench-programs.sh

# Nothing outlives this: the namespaces go with their last process, and --kill-child sees to the processes.
exec unshare --net --mount --pid --fork --kill-child --mount-proc \
    python3 Bench/bench.py --subrosa "$(realpath "$SUBROSA")" --gossip-load "$(realpath "$GOSSIP_LOAD")" "$@"
