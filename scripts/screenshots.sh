#!/usr/bin/env bash
# Takes the pictures of the page in docs/ anew, from sample states: healthy, sick, fifty peers. Look at them before you
# commit them.
#
#   scripts/screenshots.sh [DIRECTORY]      all of them, in every size and colour, to another place than docs/
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh build python browser
scripts/python-tools.sh acceptance/page/requirements.txt
pages=$PWD/.cache/pages
mkdir -p "$pages"
RECORD_PAGES=$pages swift test --filter FrontPageTests
cd acceptance
exec "../.venv/bin/python" -m page.screenshots "$pages" ${1:+"$1"}
