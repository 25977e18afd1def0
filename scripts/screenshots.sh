#!/usr/bin/env bash
# Takes the pictures of the page in docs/page/ anew, from sample states: healthy and sick, wide and on a phone, in light
# and dark, and fifty peers. axe looks at each. Look at them yourself before you commit them.
#
#   scripts/screenshots.sh [DIRECTORY]      all of them, in every size and colour, to another place than docs/page/
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install-dependencies.sh build python browser
scripts/python-tools.sh acceptance/page/requirements.txt
pages=$PWD/.cache/pages
mkdir -p "$pages"
RECORD_PAGES=$pages swift test --filter FrontPageTests
cd acceptance
exec "../.venv/bin/python" -m page.screenshots "$pages" ${1:+"$1"}
