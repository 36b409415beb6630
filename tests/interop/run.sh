#!/usr/bin/env bash
# Independent clients accept what we sign and refuse it once it is changed; we do the same with theirs.
# Needs python3, node and openssl, and leaves where there are none; pinned clients come from PyPI and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/interop
tools=target/interop
work=$tools/work
proofmark=${PROOFMARK:-$PWD/target/debug/proofmark}

for tool in python3 node npm openssl; do
    command -v "$tool" >/dev/null || { echo "interop: no $tool, left out"; exit 0; }
done

mkdir -p "$tools"
if ! cmp -s $here/requirements.txt "$tools/requirements.txt"; then
    python3 -m venv "$tools/venv"
    "$tools/venv/bin/pip" install -q --disable-pip-version-check -r $here/requirements.txt
    cp $here/requirements.txt "$tools/requirements.txt"
fi
if ! cmp -s $here/package.json "$tools/package.json" || ! [ -d "$tools/node_modules" ]; then
    cp $here/package.json "$tools/package.json"
    (cd "$tools" && npm install --silent --no-audit --no-fund)
fi
[ -x "$proofmark" ] || cargo build --quiet --locked

rm -rf "$work"
mkdir -p "$work"
export PYTHONDONTWRITEBYTECODE=1 PROOFMARK="$proofmark" INTEROP_WORK="$PWD/$work" NODE_PATH="$PWD/$tools/node_modules"
"$tools/venv/bin/python" $here/keys.py
node $here/keys.cjs
"$tools/venv/bin/python" $here/keyless.py
node $here/keyless.cjs
node $here/packages.cjs
$here/registry.sh
"$tools/venv/bin/python" $here/oras_registry.py
"$tools/venv/bin/python" $here/agent.py
"$tools/venv/bin/python" $here/kubernetes.py
echo "interop: all clients agree"
