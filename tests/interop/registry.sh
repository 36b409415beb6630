#!/usr/bin/env bash
# Installs the registry and the copying tool of others that tests/it/push.rs checks ours against, from Debian. Without
# them that test says loudly that it was skipped; with PROOFMARK_REQUIRE_REGISTRY set, it fails instead.
set -euo pipefail
missing=()
for tool in docker-registry skopeo; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
