#!/usr/bin/env bash
# Everything that has to hold before a change is good: lint, unit tests, and the acceptance tests of the release binary.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh
scripts/lint.sh
swift build --build-tests
swift test --skip-build --parallel
scripts/build.sh release
scripts/acceptance.sh
