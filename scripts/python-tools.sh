#!/usr/bin/env bash
# Makes .venv with the Python tools of the acceptance tests and of the lint, once. Prints nothing when it is there.
#
#   scripts/python-tools.sh [REQUIREMENTS-FILE ...]      more than acceptance/requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."

for requirements in acceptance/requirements.txt "$@"; do
    stamp=.venv/.installed-from-${requirements//\//-}
    if cmp -s "$requirements" "$stamp" 2>/dev/null; then continue; fi
    echo "Installing into .venv: $(tr '\n' ' ' <"$requirements")"
    [[ -d .venv ]] || python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
    cp "$requirements" "$stamp"
done
