#!/usr/bin/env bash
# Puts a released binary below the runner's temporary folder, by version and digest; prints nothing of the inputs.
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
[[ "$sha256" =~ ^[0-9a-f]{64}$ ]] || { echo "::error::the digest of this release is not known; name it with \`sha256\`"; exit 2; }

folder=${RUNNER_TEMP:?}/proofmark-$version
mkdir -p "$folder"
archive=$folder/proofmark.tar.gz
curl --proto '=https' --tlsv1.2 --fail --silent --show-error --location --retry 3 --output "$archive" \
    "https://github.com/proofmark/proofmark/releases/download/v$version/proofmark-$version-$target.tar.gz"
echo "$sha256  $archive" | shasum --algorithm 256 --check --quiet - || { echo "::error::the release is not the one that was meant"; exit 2; }
tar --extract --gzip --file "$archive" --directory "$folder"
name=proofmark
[ "${RUNNER_OS:-}" != Windows ] || name=proofmark.exe
echo "binary=$folder/$name" >>"$GITHUB_OUTPUT"
