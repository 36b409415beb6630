#!/usr/bin/env bash
# The container image: the last stage of the Dockerfile, made by buildah around the program of the wheel, which is as
# static as that of the build stage, and run as the user and in the root that the image says. Needs root, and leaves
# where it is not; buildah comes from Debian. The stages before it need base images, which are not fetched here.
set -euo pipefail
cd "$(dirname "$0")/../.."
where=$PWD/target/interop/image
proofmark=$PWD/target/interop/wheel/work/venv/bin/proofmark

left_out() {
    echo "tests/interop/image.sh: skipped: $*" >&2
    exit "${INTEROP_REQUIRED:-0}"
}
[ "$(id -u)" = 0 ] || left_out "it needs root"
[ -x "$proofmark" ] || left_out "tests/interop/wheel.sh comes first"
command -v buildah >/dev/null || {
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah crun >/dev/null
}
fail() {
    echo "tests/interop/image.sh: $*" >&2
    exit 1
}

rm -rf "$where"
mkdir -p "$where/build/out" "$where/build/etc/ssl/certs" "$where/root"
cp "$proofmark" "$where/build/out/proofmark"
cp /etc/ssl/certs/ca-certificates.crt "$where/build/etc/ssl/certs/"
awk '/^FROM/ { stage = "" } { stage = stage $0 "\n" } END { printf "%s", stage }' Dockerfile >"$where/Dockerfile"
buildah=(buildah --storage-driver vfs --root "$where/storage" --runroot "$where/run")
"${buildah[@]}" build --quiet --isolation chroot --build-context "build=$where/build" --tag proofmark --file "$where/Dockerfile" "$where" >/dev/null
"${buildah[@]}" inspect --type image proofmark >"$where/image.json"
container=$("${buildah[@]}" from proofmark)
cp -a "$("${buildah[@]}" mount "$container")/." "$where/root"
"${buildah[@]}" rm "$container" >/dev/null
rm -rf "$where/storage" "$where/run" "$where/build"

python3 - "$where/image.json" <<'PYTHON'
import json, sys
config = json.load(open(sys.argv[1]))["OCIv1"]["config"]
assert config["User"] == "65532:65532", config
assert config["Entrypoint"] == ["/proofmark"] and config["Cmd"] == ["--help"], config
PYTHON
files=$(cd "$where/root" && find . ! -type d | sort | tr '\n' ' ')
[ "$files" = "./etc/ssl/certs/ca-certificates.crt ./proofmark " ] || fail "there is more in it: $files"
# Nothing but the program, so whatever it loaded would not be there.
nobody() {
    chroot --userspec=65532:65532 "$where/root" "$@"
}
if nobody /bin/sh -c true 2>/dev/null; then fail "it has a shell"; fi
nobody /proofmark --help | grep -q '^Usage: proofmark' || fail "it does not help"
mkdir -p "$where/root/work/demo"
cp -r fixtures/demo/. "$where/root/work/demo"
status=0
nobody /proofmark scan /work/demo --format json >"$where/report.json" 2>/dev/null || status=$?
[ $status = 1 ] || fail "the demo is answered with $status"
grep -q '"pipe-to-shell"' "$where/report.json" || fail "the demo is not what was scanned"
if nobody /proofmark scan /work/demo --quiet --output /work/report.txt 2>/dev/null; then fail "it writes where only root may"; fi
# The roots of TLS are read before anything is asked; without them this says so.
nobody /proofmark scan https://127.0.0.1:9/x 2>&1 | grep -q "CA certificates" && fail "it finds no certificates"
rm -r "$where/root"
echo "interop: the image is one static program that runs as nobody"
