#!/usr/bin/env bash
# The wheel, as PyPI would serve it: made by maturin, installed by pip, and run by uvx and pipx. Its program is linked
# statically, as that of a release is, but not optimised. Everything comes from PyPI at pinned versions.
set -euo pipefail
cd "$(dirname "$0")/../.."
where=$PWD/target/interop/wheel
wanted="maturin==1.16.0 pipx==1.18.4 uv==0.13.9"

command -v python3 >/dev/null || { echo "tests/interop/wheel.sh: skipped: no python3" >&2; exit "${INTEROP_REQUIRED:-0}"; }
if [ "$(cat "$where/installed" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$where"
    mkdir -p "$where"
    python3 -m venv "$where/venv"
    # shellcheck disable=SC2086 # three words
    "$where/venv/bin/pip" install --quiet --disable-pip-version-check $wanted
    echo "$wanted" >"$where/installed"
fi
tools=$where/venv/bin

rm -rf "$where/dist" "$where/work"
mkdir -p "$where/work"
"$tools/maturin" build --profile dev --locked --out "$where/dist" --compatibility 2_17 -- -C target-feature=+crt-static >/dev/null
wheel=$(ls "$where"/dist/*.whl)

fail() {
    echo "tests/interop/wheel.sh: $*" >&2
    exit 1
}
# Nothing that these tools keep or configure outside of this folder has a part in it.
export HOME=$where/work UV_CACHE_DIR=$where/work/uv PIPX_HOME=$where/work/pipx XDG_CACHE_HOME=$where/work/cache
version="proofmark $(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)"
python3 -m venv "$where/work/venv"
"$where/work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
proofmark=$where/work/venv/bin/proofmark
[ "$("$proofmark" --version)" = "$version" ] || fail "pip has installed something else"
status=0
"$proofmark" scan fixtures/demo --format json --output "$where/work/report.json" --quiet || status=$?
[ $status = 1 ] || fail "the demo is answered with $status"
"$where/work/venv/bin/python" - "$where/work/report.json" <<'PYTHON'
import json, sys
report = json.load(open(sys.argv[1]))
assert report["verdict"] == "fail" and report["findings"], report["verdict"]
PYTHON
[ "$("$tools/uvx" --quiet --no-index --from "$wheel" proofmark --version)" = "$version" ] || fail "uvx runs something else"
[ "$("$tools/pipx" run --quiet --no-cache --spec "$wheel" proofmark --version 2>/dev/null)" = "$version" ] || fail "pipx runs something else"
# Each holds the program once more; that of pip is what tests/interop/image.sh runs.
rm -rf "$where/work/uv" "$where/work/pipx" "$where/work/cache"
echo "interop: pip, uvx and pipx run the wheel"
