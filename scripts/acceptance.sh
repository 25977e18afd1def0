#!/usr/bin/env bash
# The acceptance tests: real Alertmanagers and the release binary, in network namespaces of their own.
#
#   scripts/acceptance.sh [pytest arguments]          for example: scripts/acceptance.sh -k streams -x
#
# SUBROSA_BINARY names another binary to test than dist/subrosa. CONTAINER_ROUNDS=50 repeats more often what is done to
# containers; CONTAINER_ENGINE=namespaces runs them without podman.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh network python
# Where podman cannot be had, namespaces have to do; the tests say which it was.
scripts/install-dependencies.sh containers || echo "acceptance: going on without podman" >&2
# Without a browser the tests of the page are skipped and say so; under CI they fail.
scripts/install-dependencies.sh browser || echo "acceptance: going on without a browser" >&2
scripts/python-tools.sh acceptance/page/requirements.txt
scripts/alertmanager-versions.sh
scripts/unpack-package.sh .cache/prometheus prometheus prometheus,promtool
binary=${SUBROSA_BINARY:-$PWD/dist/subrosa}
if [[ ! -x $binary ]]; then
    echo "acceptance: there is no $binary to test; 'make release' builds it" >&2
    exit 1
fi
export SUBROSA_BINARY=$binary
python=$PWD/.venv/bin/python
cd acceptance
# What a failing test leaves behind (logs, captures) stays in .cache/acceptance until the next run.
exec "$python" -m harness.hub "$python" -m pytest --basetemp=../.cache/acceptance "$@"
