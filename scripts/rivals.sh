#!/usr/bin/env bash
# Measures Subrosa beside other ways to carry gossip, each between two machines that are network namespaces of its own
# making: round trips, CPU, streams, bulk. Needs root, and the rivals: scripts/install-rivals.sh installs them.
#
#   scripts/rivals.sh [--quick] [--only a,b] [--json FILE] [--markdown FILE]
#
# SUBROSA and GOSSIP_LOAD name programs to use instead of building them.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $EUID -ne 0 ]]; then
    echo "rivals: network namespaces need root: sudo scripts/rivals.sh" >&2
    exit 2
fi
for tool in ip ss unshare python3; do
    command -v "$tool" >/dev/null && continue
    echo "rivals: $tool is missing: apt install iproute2 util-linux python3" >&2
    exit 2
done

source scripts/bench-programs.sh
# Written after /run and the directory have changed.
options=()
while [[ $# -gt 0 ]]; do
    case "$1" in
        --json | --markdown) options+=("$1" "$(realpath "${2:?$1 needs a file}")"); shift 2 ;;
        *) options+=("$1"); shift ;;
    esac
done
envoy=$(find .rivals -path '*/envoy/_bin/envoy' -type f 2>/dev/null | head -n 1)
[[ -z $envoy ]] || options+=(--envoy "$(realpath "$envoy")")
if command -v go >/dev/null; then
    mkdir -p .rivals
    # One file of the standard library's alone: no module, nothing is fetched.
    GO111MODULE=off CGO_ENABLED=0 GOCACHE=$PWD/.rivals/go-cache go build -o .rivals/own-tls Bench/rivals/own-tls/main.go
    options+=(--own-tls "$PWD/.rivals/own-tls")
fi

# Nothing outlives this: the namespaces go with their last process, and --kill-child sees to the processes.
export PYTHONPATH=Bench PYTHONDONTWRITEBYTECODE=1
exec unshare --net --mount --pid --fork --kill-child --mount-proc \
    python3 -m rivals --subrosa "$(realpath "$SUBROSA")" --gossip-load "$(realpath "$GOSSIP_LOAD")" "${options[@]}"
