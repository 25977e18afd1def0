#!/usr/bin/env bash
# Formats Swift and Python in place.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh python
scripts/python-tools.sh
git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0r swift format --in-place --parallel
.venv/bin/ruff check --quiet --config acceptance/pyproject.toml --fix acceptance
.venv/bin/ruff format --quiet --config acceptance/pyproject.toml acceptance
