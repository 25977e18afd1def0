#!/usr/bin/env bash
# Puts programs of a Debian package into a directory, without installing it: no root, no service, no change to the
# machine. The package is downloaded with a private apt configuration and unpacked; only the programs are kept, and
# perhaps a folder.
#
#   scripts/unpack-package.sh DIRECTORY PACKAGE PROGRAM[,PROGRAM...] [SOURCES] [NAME=FOLDER]
#
# SOURCES is a line of sources.list to take it from instead of the machine's own. FOLDER is a folder of the package that is
# kept, too, as DIRECTORY/NAME. What cannot be had leaves its reason
# in DIRECTORY/unavailable; the exit status is 0 all the same, whoever wants the programs decides what that means. If
# the programs are there already, it does nothing.
set -euo pipefail

PATH="$PATH:/usr/sbin:/sbin"
directory=$1 package=$2 sources=${4:-} kept=${5:-}
IFS=, read -ra programs <<<"$3"
mkdir -p "$directory"
directory=$(cd "$directory" && pwd)

are_there() {
    local program
    for program in "${programs[@]}"; do
        [[ -x $directory/$program ]] || return 1
    done
    [[ -z $kept || -d $directory/${kept%%=*} ]]
}
if are_there; then exit 0; fi

log() { echo "unpack-package: $*" >&2; }

unavailable() {
    echo "$1" >"$directory/unavailable"
    log "$1"
    exit 0
}

# private_apt DIR: an apt whose state, cache and, if there are any, sources are all below DIR.
private_apt() {
    local dir=$1
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

command -v apt-get >/dev/null || unavailable "this machine has no apt-get to fetch $package with"
log "fetching $package (unpacked, not installed)"
work=$(mktemp -d "$directory/unpacking.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! (
    private_apt "$work"
    cd "$work"
    # One unreachable third-party source is no reason to give up: what matters is whether the package comes.
    apt-get -c apt.conf -qq update || true
    apt-get -c apt.conf -qq download "$package" && dpkg -x ./*.deb unpacked
) >"$directory/apt.log" 2>&1; then
    unavailable "apt could not fetch $package: $(grep -m1 '^[EW]:' "$directory/apt.log" || echo "see $directory/apt.log")"
fi
for program in "${programs[@]}"; do
    [[ -x $work/unpacked/usr/bin/$program ]] || unavailable "$package has no program $program"
done
for program in "${programs[@]}"; do
    mv "$work/unpacked/usr/bin/$program" "$directory/$program"
done
if [[ -n $kept ]]; then
    rm -rf "${directory:?}/${kept%%=*}"
    mv "$work/unpacked/${kept#*=}" "$directory/${kept%%=*}"
fi
rm -f "$directory/unavailable"
