#!/usr/bin/env bash
# Puts Alertmanagers of several versions under .cache/alertmanager/<name>/prometheus-alertmanager, and the templates that
# Debian's look for in /usr/share/prometheus/alertmanager, without which they end, beside them in templates:
#
#   native   the machine's own: what is installed, else what its own apt sources offer
#   trixie   Debian 13's (0.28.1), from the machine's own Debian source
#
#   scripts/alertmanager-versions.sh [native] [trixie]         (default: both)
#
# Packages are downloaded with a private apt configuration and unpacked, never installed: no root, no service, no
# change to the machine. A version that cannot be had leaves its reason in .cache/alertmanager/<name>/unavailable;
# the exit status is 0 all the same, the tests that want it decide what that means.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"
cd "$(dirname "$0")/.."
cache="$PWD/.cache/alertmanager"
program=prometheus-alertmanager
templates=/usr/share/prometheus/alertmanager

log() { echo "alertmanager-versions: $*" >&2; }

# private_apt DIR [SOURCES]: an apt whose state, cache and, if given, sources are all below DIR.
private_apt() {
    local dir=$1 sources=${2:-}
    mkdir -p "$dir/state/lists/partial" "$dir/cache/archives/partial"
    {
        echo "Dir::State \"$dir/state\";"
        echo "Dir::State::status \"/var/lib/dpkg/status\";"
        echo "Dir::Cache \"$dir/cache\";"
        echo "APT::Sandbox::User \"\";"
        echo "Acquire::Retries \"2\";"
        if [[ -n $sources ]]; then
            echo "$sources" >"$dir/sources.list"
            echo "Dir::Etc::sourcelist \"$dir/sources.list\";"
            echo "Dir::Etc::sourceparts \"-\";"
        fi
    } >"$dir/apt.conf"
}

# unpack NAME PACKAGE [SOURCES]: downloads with a private apt and keeps the program and its templates.
unpack() {
    local name=$1 package=$2 sources=${3:-} work
    work=$(mktemp -d "$cache/$name.XXXXXX")
    if (
        private_apt "$work" "$sources"
        cd "$work"
        log "fetching $package (unpacked into .cache, not installed)"
        # One unreachable third-party source is no reason to give up: what matters is whether the package comes.
        apt-get -c apt.conf -qq update || true
        apt-get -c apt.conf -qq download "$package" && dpkg -x ./*.deb unpacked
    ) >"$cache/$name.log" 2>&1 && [[ -x $work/unpacked/usr/bin/$program ]]; then
        mkdir -p "$cache/$name/templates"
        cp "$work/unpacked$templates"/*.tmpl "$cache/$name/templates"
        mv "$work/unpacked/usr/bin/$program" "$cache/$name/$program"
        rm -f "$cache/$name/unavailable"
    else
        unavailable "$name" "apt could not fetch $package: $(grep -m1 '^[EW]:' "$cache/$name.log" || echo "see .cache/alertmanager/$name.log")"
    fi
    rm -rf "$work"
}

unavailable() {
    mkdir -p "$cache/$1"
    echo "$2" >"$cache/$1/unavailable"
    log "$1: $2"
}

get_native() {
    local installed
    if installed=$(command -v "$program"); then
        mkdir -p "$cache/native"
        ln -sf "$installed" "$cache/native/$program"
        if [[ -d $templates ]]; then ln -sfn "$templates" "$cache/native/templates"; fi
    else
        unpack native "$program"
    fi
}

get_trixie() {
    # The mirror this machine takes Debian itself from; the security archive has suites of its own.
    local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    # shellcheck disable=SC2016  # apt's own placeholders
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 2>/dev/null |
        awk '$2 !~ /security|updates|backports/ && $1 ~ /\/debian\/?$/ { print $1; exit }')
    if [[ -z $mirror ]]; then
        unavailable trixie "this machine's apt has no Debian source to take trixie's package from"
    elif [[ ! -r $keyring ]]; then
        unavailable trixie "$keyring is missing, so trixie's packages cannot be verified"
    else
        unpack trixie "$program/trixie" "deb [signed-by=$keyring] $mirror trixie main"
    fi
}

[[ $# -gt 0 ]] || set -- native trixie
mkdir -p "$cache"
for name in "$@"; do
    [[ -x $cache/$name/$program && -d $cache/$name/templates ]] && continue
    if ! command -v apt-get >/dev/null && [[ $name != native ]]; then
        unavailable "$name" "this machine has no apt-get"
        continue
    fi
    "get_$name"
done
