#!/usr/bin/env bash
# Makes .venv with the Python tools of the acceptance tests and of the lint, once. Prints nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=acceptance/requirements.txt
stamp=.venv/.installed-from
if cmp -s "$requirements" "$stamp" 2>/dev/null; then exit 0; fi
echo "Installing into .venv: $(tr '\n' ' ' <"$requirements")"
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --requirement "$requirements"
cp "$requirements" "$stamp"
