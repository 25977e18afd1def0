#!/usr/bin/env bash
# Gossip on bad networks: through Subrosa, as plaintext, and with Alertmanager's own TLS, in one run.
#
#   scripts/evidence.sh [--quick] [--only datagrams|suspicions|blackhole|storm|scale] [--json FILE] [--markdown FILE]
#
# SUBROSA_BINARY names another binary than dist/subrosa. docs/EVIDENCE.md has what came of it. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh network python
scripts/python-tools.sh
scripts/alertmanager-versions.sh
binary=${SUBROSA_BINARY:-$PWD/dist/subrosa}
if [[ ! -x $binary ]]; then
    echo "evidence: there is no $binary to measure; 'make release' builds it" >&2
    exit 1
fi
export SUBROSA_BINARY=$binary PYTHONPATH=$PWD/acceptance:$PWD/Bench
exec .venv/bin/python -m harness.hub "$PWD/.venv/bin/python" -m network.evidence "$@"
