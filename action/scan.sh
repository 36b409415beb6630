#!/usr/bin/env bash
# Scans for JSON and SARIF; writes the summary, annotations and outputs of that.
# Never fails for findings: `decide.sh` does, once they are uploaded.
set -euo pipefail

json=${RUNNER_TEMP:?}/proofmark.json
sarif=${INPUT_SARIF_FILE:?}
args=(--fail-on "${INPUT_FAIL_ON:?}" --quiet)
if [ -n "${INPUT_CONFIG:-}" ]; then args+=(--config "$INPUT_CONFIG"); else args+=(--no-config); fi
[ -z "${INPUT_BASELINE:-}" ] || args+=(--baseline "$INPUT_BASELINE")
if [ -n "${INPUT_SINCE:-}" ]; then
    args+=("--since=$INPUT_SINCE")
else
    args+=(--)
    while IFS= read -r source; do
        [ -z "$source" ] || args+=("$source")
    done <<<"${INPUT_SOURCES:?}"
fi

status=0
"$PROOFMARK" scan --format json --output "$json" "${args[@]}" || status=$?
# What could not even start has said why, and there is nothing to report.
[ -s "$json" ] || exit 2
"$PROOFMARK" scan --format sarif --output "$sarif" "${args[@]}" || true
# The exit code of these is the verdict once more.
"$PROOFMARK" merge "$json" --format github || true
"$PROOFMARK" merge "$json" --format markdown >>"${GITHUB_STEP_SUMMARY:?}" || true

case $status in
    0) verdict=pass ;;
    1) verdict=fail ;;
    *) verdict=incomplete ;;
esac
{
    echo "verdict=$verdict"
    echo "findings=$(jq '.findings | length' "$json")"
    echo "sarif-file=$sarif"
    echo "report-file=$json"
    echo "report-digest=sha256:$(shasum --algorithm 256 "$json" | cut -d' ' -f1)"
    echo "artifact-digests=$(jq --compact-output '[.artifacts[] | {key: .id, value: .digest}] | from_entries' "$json")"
} >>"${GITHUB_OUTPUT:?}"
