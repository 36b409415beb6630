#!/usr/bin/env bash
# Independent validators over the BOMs that proofmark writes: the golden documents, and what the binary at hand makes of
# the same project. Installs them, pinned, below target/interop, once.
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in python3 node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "tests/interop/bom.sh: skipped: $tool is not installed" >&2
        exit "${INTEROP_REQUIRED:-0}"
    fi
done

where=target/interop/bom
pip=(cyclonedx-python-lib[json-validation]==11.12.0 spdx-python-model==0.0.6 spdx3-validate==0.0.7 spdx-tools==0.8.5)
npm=(@cyclonedx/cyclonedx-library@10.3.0 ajv@8.17.1 ajv-formats@3.0.1 ajv-formats-draft2019@1.6.1 @cyclonedx/cdxgen@12.8.4)
wanted="${pip[*]} ${npm[*]}"
if [[ "$(cat $where/installed 2>/dev/null)" != "$wanted" ]]; then
    rm -rf "$where"
    mkdir -p "$where"
    python3 -m venv "$where/venv"
    "$where/venv/bin/pip" install --quiet --disable-pip-version-check "${pip[@]}" &
    # Only its validators are needed, not the tools that it brings for other systems.
    npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --omit=optional --prefix "$where" "${npm[@]}"
    wait $!
    echo "$wanted" >"$where/installed"
fi

proofmark=${PROOFMARK:-target/debug/proofmark}
fresh=$where/fresh
mkdir -p "$fresh"
for version in 1.5 1.6 1.7; do
    "$proofmark" bom fixtures/bom/project --format cyclonedx-json --spec-version "$version" -o "$fresh/$version.cdx.json"
done
"$proofmark" bom fixtures/bom/project --format cyclonedx-json --timestamp -o "$fresh/dated.cdx.json"
"$proofmark" bom fixtures/bom/project --format spdx-json -o "$fresh/3.0.1.spdx.json"
"$proofmark" bom merge "$fresh/1.7.cdx.json" "$fresh/3.0.1.spdx.json" fixtures/bom/good/ex.spdx.json -o "$fresh/merged.spdx.json"
# SPDX 2.3: several stay what they are, and beside others they become SPDX 3.
spdx2=(fixtures/bom/good/spdx-2.3.json fixtures/bom/good/spdx-2.3-other.json)
"$proofmark" bom merge "${spdx2[@]}" -o "$fresh/merged.spdx2.json"
"$proofmark" bom merge "$fresh/1.7.cdx.json" "${spdx2[@]}" -o "$fresh/mixed.spdx.json"

# Validators that accept everything would prove nothing.
if "$where/venv/bin/python" tests/interop/bom.py "$where" fixtures/bom/broken/neg1.json >/dev/null 2>&1; then
    echo "tests/interop/bom.sh: a broken document was accepted" >&2
    exit 1
fi
"$where/venv/bin/python" tests/interop/bom.py "$where" fixtures/bom/golden/*.json "${spdx2[@]}" "$fresh"/*.json
