#!/usr/bin/env bash
# Spelling by typos, and the security of workflows and of the action by zizmor, from PyPI at pinned versions.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v python3 >/dev/null || { echo "tests/interop/lint.sh: skipped: no python3" >&2; exit "${INTEROP_REQUIRED:-0}"; }
where=target/interop/lint
wanted="typos==1.52.0 zizmor==1.32.0"
if [ "$(cat $where/installed 2>/dev/null)" != "$wanted" ]; then
    rm -rf $where
    mkdir -p $where
    python3 -m venv $where/venv
    # shellcheck disable=SC2086 # two words
    $where/venv/bin/pip install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >$where/installed
fi
git ls-files -z | xargs -0 $where/venv/bin/typos --force-exclude --format brief
$where/venv/bin/zizmor --offline --quiet action.yml .github/workflows examples/ci/github-matrix.yml
