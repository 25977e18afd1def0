#!/usr/bin/env bash
# Everything that has to hold before a change is good: lint, alerts, unit tests, and the acceptance tests of the release binary.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh
scripts/lint.sh
scripts/monitoring.sh
swift build --build-tests
# Tests that talk over sockets have deadlines, which the others, busy on every core, would make them miss.
sockets='SubrosaTransportTests|SubrosaNodeTests|SubrosaSplitTests|SubrosaLocalTests'
swift test --skip-build --parallel --skip "$sockets"
swift test --skip-build --no-parallel --filter "$sockets"
scripts/build.sh release
scripts/datagram-cost.sh
scripts/acceptance.sh
