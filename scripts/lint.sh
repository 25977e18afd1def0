#!/usr/bin/env bash
# Checks that need no build: formatting, shell, Python, file sizes. Says all that is wrong, not only the first thing.
set -uo pipefail
cd "$(dirname "$0")/.."

LARGEST_SOURCE=16384 # bytes; a file above it holds more than one idea

scripts/install-dependencies.sh python lint || exit 1
scripts/python-tools.sh || exit 1
failed=0

# files PATTERN...: what is ours, committed or about to be, and still there.
files() {
    git ls-files -z --cached --others --exclude-standard "$@" | while IFS= read -r -d '' file; do
        if [[ -f $file ]]; then printf '%s\0' "$file"; fi
    done
}

check() {
    local what=$1
    shift
    if "$@"; then echo "ok: $what"; else
        echo "FAILED: $what" >&2
        failed=1
    fi
}

swift_format() { files '*.swift' | xargs -0r swift format lint --strict --parallel; }
shell() { files '*.sh' .ci/run | xargs -0r shellcheck; }
python_lint() { .venv/bin/ruff check --quiet --config acceptance/pyproject.toml acceptance; }
python_format() { .venv/bin/ruff format --quiet --check --config acceptance/pyproject.toml acceptance; }
sizes() {
    local large
    large=$(files '*.swift' | xargs -0r stat --format '%s %n' | awk -v most=$LARGEST_SOURCE '$1 > most')
    [[ -z $large ]] || { echo "larger than $LARGEST_SOURCE bytes:" "$large" >&2 && return 1; }
}
foundation() {
    # The whole of Foundation costs 45 MB of binary.
    if files 'Sources/*.swift' | xargs -0r grep -n '^ *\(@[a-z]* \)*import Foundation$' >&2; then return 1; fi
}

check "swift format" swift_format
check "shellcheck" shell
check "ruff check" python_lint
check "ruff format" python_format
check "file sizes" sizes
check "no import of the whole of Foundation in Sources" foundation
exit $failed
