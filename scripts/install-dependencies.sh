#!/usr/bin/env bash
# Installs the system packages that building, testing and the demo need: only what is missing, and it says so first.
#
#   scripts/install-dependencies.sh [build] [network] [python] [lint] [containers] [browser] [cost]     (default: all but the last three)
#
# Alertmanager and Prometheus are not among them: scripts/unpack-package.sh unpacks Debian's packages, so that no
# service starts and nothing of the machine changes.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"

packages_of() {
    case "$1" in
        # A package, and a file whose presence says that it is there, however it was installed.
        build) echo "libyaml-dev:/usr/include/yaml.h libc-ares-dev:/usr/include/ares.h libcrypt-dev:/usr/include/crypt.h" ;;
        network) echo "iproute2:ip nftables:nft util-linux:unshare curl:curl" ;;
        python) echo "python3:python3 python3-venv:-" ;;
        # What podman says is "recommended" by its package, it needs.
        containers) echo "podman:podman runc:runc netavark:/usr/lib/podman/netavark" ;;
        browser) echo "chromium:chromium" ;;
        cost) echo "valgrind:valgrind binutils:strip" ;;
        lint) echo "shellcheck:shellcheck" ;;
        *) echo "install-dependencies: unknown group '$1' (build, network, python, lint, containers, browser, cost)" >&2; exit 2 ;;
    esac
}

is_there() {
    case "$1" in
        -) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        /*) [[ -e $1 ]] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

[[ $# -gt 0 ]] || set -- build network python lint
missing=()
for group in "$@"; do
    for entry in $(packages_of "$group"); do
        is_there "${entry#*:}" || missing+=("${entry%%:*}")
    done
done
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi

echo "Installing with apt-get: ${missing[*]}"
if ! command -v apt-get >/dev/null; then
    echo "This machine has no apt-get. Install the equivalents of these packages, then run this again." >&2
    exit 1
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    if ! command -v sudo >/dev/null; then
        echo "That needs root, and there is no sudo here. As root: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
# The lists of a fresh machine or container may be empty or old: refresh them, but let an unreachable third-party
# source not stand in the way.
"${as_root[@]}" apt-get update -qq || echo "apt-get update had problems; trying to install all the same." >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
