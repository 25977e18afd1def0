# shellcheck shell=bash
# Sourced by scripts/bench.sh and scripts/rivals.sh: builds what they measure, and with, unless SUBROSA and GOSSIP_LOAD name
# programs to use instead.

scratch=.build-release
build() {
    swift build -c release --static-swift-stdlib --scratch-path "$scratch" --product "$1" >&2
}
bin() {
    swift build -c release --static-swift-stdlib --scratch-path "$scratch" --show-bin-path
}
[[ -n ${SUBROSA:-} ]] || { build subrosa && SUBROSA=$(bin)/subrosa; }
[[ -n ${GOSSIP_LOAD:-} ]] || { build gossip-load && GOSSIP_LOAD=$(bin)/gossip-load; }
