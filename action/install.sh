#!/usr/bin/env bash
# Puts a released binary below the runner's temporary folder, by version and digest; prints no input but a version.
set -euo pipefail

binary=${INPUT_BINARY:-}
if [ -n "$binary" ]; then
    [ -x "$binary" ] || { echo "::error::the input \`binary\` names no program on this runner"; exit 2; }
    echo "binary=$binary" >>"$GITHUB_OUTPUT"
    exit 0
fi

case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) target=x86_64-unknown-linux-musl ;;
    Linux-ARM64) target=aarch64-unknown-linux-musl ;;
    macOS-ARM64) target=aarch64-apple-darwin ;;
    Windows-X64) target=x86_64-pc-windows-msvc ;;
    *) echo "::error::there is no release for this runner; build one and name it with \`binary\`"; exit 2 ;;
esac

version=${INPUT_VERSION:?}
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] || { echo "::error::\`version\` is no version"; exit 2; }
sha256=${INPUT_SHA256:-}
# The digests of the default release lie beside this file, so a commit of the action stands for the bytes that it runs.
[ -n "$sha256" ] || sha256=$(awk -v name="proofmark-$version-$target.tar.gz" '$2 == name { print $1 }' \
    "$(dirname "${BASH_SOURCE[0]}")/SHA256SUMS")
if [ -z "$sha256" ]; then
    # A release is built from a commit, so that commit cannot hold its digests: the next one does.
    echo "::error::this commit of the action knows no digest of proofmark $version for $target, so nothing is installed:" \
        "use the commit that the tag \`v0\` names, or give \`sha256\` (from SHA256SUMS of the release) or \`binary\`"
    exit 2
fi
[[ "$sha256" =~ ^[0-9a-f]{64}$ ]] || { echo "::error::\`sha256\` is no SHA-256 in hexadecimal"; exit 2; }

folder=${RUNNER_TEMP:?}/proofmark-$version
mkdir -p "$folder"
# By names without a folder: on Windows, tar takes the colon of a drive for a host.
cd "$folder"
curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --output proofmark.tar.gz \
    "https://github.com/proofmark/proofmark/releases/download/v$version/proofmark-$version-$target.tar.gz" \
    || { echo "::error::proofmark $version for $target was not downloaded"; exit 2; }
echo "$sha256  proofmark.tar.gz" | shasum --algorithm 256 --check --quiet - || { echo "::error::the release is not the one that was meant"; exit 2; }
tar --extract --gzip --file proofmark.tar.gz
name=proofmark
[ "${RUNNER_OS:-}" != Windows ] || name=proofmark.exe
echo "binary=$folder/$name" >>"$GITHUB_OUTPUT"
