#!/usr/bin/env bash
# scripts/build.sh debug | release
#
# The release is one stripped file, Swift's libraries in it: dist/subrosa needs nothing but the C and C++ libraries of the
# system.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh build
if ! command -v swift >/dev/null; then
    echo "There is no 'swift' on the PATH: install Swift 6.2 or later (https://www.swift.org/install/linux)." >&2
    exit 1
fi
case "${1:-debug}" in
    debug) swift build ;;
    release)
        # A scratch path of its own, so that debug and release builds do not undo each other's work.
        swift build --configuration release --product subrosa --static-swift-stdlib --scratch-path .build-release
        mkdir -p dist
        # Beside it first, then renamed: a running subrosa keeps its file.
        strip -o dist/subrosa.new .build-release/release/subrosa
        mv dist/subrosa.new dist/subrosa
        echo "dist/subrosa: $(du -h --apparent-size dist/subrosa | cut -f1)"
        ;;
    *) echo "usage: scripts/build.sh debug|release" >&2; exit 2 ;;
esac
