#!/usr/bin/env bash
# The HTML report in a real browser: made of a folder that attacks it in every field, it has to be quiet, whole and
# usable; and test results as another reader of JUnit XML sees them. Installs a headless Chromium and pinned clients,
# once.
set -euo pipefail
cd "$(dirname "$0")/../.."

for tool in python3 node npm; do
    if ! command -v "$tool" >/dev/null; then
        echo "tests/interop/html.sh: skipped: $tool is not installed" >&2
        exit "${INTEROP_REQUIRED:-0}"
    fi
done
command -v chromium >/dev/null || {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
}

where=target/interop/html
wanted="playwright-core@1.65.1 junitparser==5.0.3"
if [[ "$(cat $where/installed 2>/dev/null)" != "$wanted" ]]; then
    rm -rf "$where"
    mkdir -p "$where"
    npm install --silent --no-audit --no-fund --no-package-lock --ignore-scripts --prefix "$where" playwright-core@1.65.1
    python3 -m venv "$where/venv"
    "$where/venv/bin/pip" install --quiet --disable-pip-version-check junitparser==5.0.3
    echo "$wanted" >"$where/installed"
fi

proofmark=$(realpath "${PROOFMARK:-target/debug/proofmark}")
work=$(realpath "$where")/work
rm -rf "$work"
python3 tests/interop/hostile.py "$work/hostile"
(
    cd "$work/hostile"
    "$proofmark" scan . --rules rules --config proofmark.toml --format html -o "$work/hostile.html" --quiet --exit-zero
    "$proofmark" scan . --rules rules --config proofmark.toml --format junit -o "$work/hostile.xml" --quiet --exit-zero
)
"$proofmark" scan fixtures/bom/project --format html -o "$work/project.html" --quiet --exit-zero
"$proofmark" scan fixtures/artifacts --max-file-size 500 --format html -o "$work/many.html" --quiet --exit-zero
# A packed artifact, with evidence that holds and evidence of somebody else.
mkdir -p "$work/life"
(
    cd "$work/life"
    cp -r "$OLDPWD/fixtures/bom/project/skills/k8s-troubleshooting" notes
    "$proofmark" keygen --name us --no-passphrase
    "$proofmark" keygen --name others --no-passphrase
    "$proofmark" pack notes --tag notes
    for key in us others; do
        "$proofmark" attest notes --store .proofmark/store --type approval --key $key.key \
            --scope "production</script><script>alert(30)</script>" --reason "<img src=x onerror=alert(31)> javascript:alert(32)"
    done
    "$proofmark" attest notes --store .proofmark/store --type scan --key us.key
    "$proofmark" report notes --store .proofmark/store --key us.pub -o "$work/life.html" --quiet || [ $? -eq 1 ]
) >/dev/null 2>&1
NODE_PATH="$where/node_modules" node tests/interop/html.cjs "$work"
"$where/venv/bin/python" tests/interop/junit.py "$work/hostile.xml"
