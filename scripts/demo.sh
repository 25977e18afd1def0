#!/usr/bin/env bash
# Three real Alertmanagers gossiping through Subrosa, on machines of their own; stays up until Ctrl-C.
# ONCE=1 shows the proof and exits: 0 if it holds.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh network python
export PYTHONPATH=$PWD/acceptance:$PWD PYTHONDONTWRITEBYTECODE=1
# Before anything that takes long: can this work here at all?
python3 -m harness.hub --check
scripts/alertmanager-versions.sh native
if [[ -z ${SUBROSA_BINARY:-} ]]; then
    echo "Building Subrosa (the first time this takes some minutes)"
    scripts/build.sh release
fi
exec python3 -m demo
