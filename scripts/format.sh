#!/usr/bin/env bash
# Formats Swift and Python in place.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh python
scripts/python-tools.sh
git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0r swift format --in-place --parallel
ruff=(.venv/bin/ruff --config acceptance/pyproject.toml)
git ls-files -z --cached --others --exclude-standard '*.py' | xargs -0r "${ruff[@]}" check --quiet --fix
git ls-files -z --cached --others --exclude-standard '*.py' | xargs -0r "${ruff[@]}" format --quiet
