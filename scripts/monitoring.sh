#!/usr/bin/env bash
# Checks monitoring/: the alerts and their tests, the dashboard, and that docs/METRICS.md and docs/RUNBOOK.md agree.
#
# promtool is Debian's, unpacked into .cache/prometheus the first time. Where it cannot be had only the rest is checked,
# and that is said; with CI=true it fails.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=.cache/prometheus
rules=$(mktemp -d)
trap 'rm -rf "$rules"' EXIT
python3 -B monitoring/check.py "$rules/dashboard.yml"

scripts/unpack-package.sh "$tools" prometheus prometheus,promtool
if [[ ! -x $tools/promtool ]]; then
    echo "monitoring: no promtool, so rules and expressions are not checked: $(cat "$tools/unavailable")" >&2
    [[ ${CI:-} != true ]] || exit 1
    exit 0
fi

# quietly COMMAND...: what it says only if it fails.
quietly() {
    local said
    if ! said=$("$@" 2>&1); then
        echo "$said" >&2
        return 1
    fi
}

quietly "$tools/promtool" check rules monitoring/alerts.yml
quietly "$tools/promtool" check rules "$rules/dashboard.yml"
quietly "$tools/promtool" test rules monitoring/alerts-test.yml monitoring/alerts-expiry-test.yml
echo "monitoring: clean"
