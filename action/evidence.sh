#!/usr/bin/env bash
# Signs what is known about the files of a release, with the proofmark that is being released: what it is made of, and how
# it was built. Keyless: the identity of the workflow signs. With PROOFMARK_KEY, that key does.
set -euo pipefail
dist=${1:?name the folder of the release}
proofmark=${PROOFMARK:-}
if [ -z "$proofmark" ]; then
    mkdir -p "${RUNNER_TEMP:?}/release"
    tar --extract --gzip --file "$dist"/proofmark-*-x86_64-unknown-linux-musl.tar.gz --directory "$RUNNER_TEMP/release"
    proofmark=$RUNNER_TEMP/release/proofmark
fi
sign=()
[ -z "${PROOFMARK_KEY:-}" ] || sign=(--key "$PROOFMARK_KEY")

bom=$dist/proofmark.cdx.json
parts=$(mktemp --directory)
cp Cargo.toml Cargo.lock "$parts"
"$proofmark" bom "$parts" --format cyclonedx-json --output "$bom"

jq --null-input \
    --arg repository "${GITHUB_SERVER_URL:?}/${GITHUB_REPOSITORY:?}" \
    --arg ref "${GITHUB_REF:?}" --arg commit "${GITHUB_SHA:?}" \
    --arg workflow "${GITHUB_WORKFLOW_REF:?}" --arg run "${GITHUB_RUN_ID:?}/attempts/${GITHUB_RUN_ATTEMPT:?}" '{
        buildDefinition: {
            buildType: "https://actions.github.io/buildtypes/workflow/v1",
            externalParameters: {workflow: {repository: $repository, ref: $ref, path: ($workflow | split("@")[0])}},
            resolvedDependencies: [{uri: "git+\($repository)@\($ref)", digest: {gitCommit: $commit}}]
        },
        runDetails: {
            builder: {id: "https://github.com/actions/runner/github-hosted"},
            metadata: {invocationId: "\($repository)/actions/runs/\($run)"}
        }
    }' >provenance.json

for file in "$dist"/*.tar.gz "$dist"/*.whl; do
    [ -e "$file" ] || continue
    "$proofmark" attest "$file" --type provenance --predicate provenance.json "${sign[@]}" --output "$file.provenance.sigstore.json"
    "$proofmark" attest "$file" --type bom --predicate "$bom" "${sign[@]}" --output "$file.bom.sigstore.json"
done
(cd "$dist" && find . -maxdepth 1 \( -name "*.tar.gz" -o -name "*.whl" \) -printf "%f\n" | sort | xargs sha256sum >SHA256SUMS)
