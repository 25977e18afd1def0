#!/usr/bin/env bash
# Checks that need no build: formatting, shell, Python, file sizes. Says all that is wrong, not only the first thing.
set -euo pipefail
cd "$(dirname "$0")/.."

largest_source=16384 # bytes; a file above it holds more than one idea

scripts/install-dependencies.sh python lint
scripts/python-tools.sh
failed=()

# files PATTERN...: what is ours, committed or about to be, and still there; NUL after each.
files() {
    git ls-files -z --cached --others --exclude-standard "$@" | while IFS= read -r -d '' file; do
        if [[ -f $file ]]; then printf '%s\0' "$file"; fi
    done
}

files '*.swift' | xargs -0r swift format lint --strict --parallel || failed+=("swift format")
files '*.sh' .ci/run | xargs -0r shellcheck || failed+=("shellcheck")
ruff=(.venv/bin/ruff --config acceptance/pyproject.toml)
files '*.py' | xargs -0r "${ruff[@]}" check --quiet || failed+=("ruff check")
files '*.py' | xargs -0r "${ruff[@]}" format --quiet --check || failed+=("ruff format (make format mends it)")

large=$(files '*.swift' '*.py' | xargs -0r stat --format '%s %n' | awk -v most="$largest_source" '$1 > most')
if [[ -n $large ]]; then
    echo "larger than $largest_source bytes: $large" >&2
    failed+=("file sizes")
fi
# The whole of Foundation costs 45 MB of binary.
if files 'Sources/*.swift' | xargs -0r grep -nE '^ *(@[a-z]+ +)*import Foundation$' >&2; then
    failed+=("no import of the whole of Foundation in Sources")
fi

if [[ ${#failed[@]} -gt 0 ]]; then
    printf 'lint: FAILED: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "lint: clean"
