#!/usr/bin/env bash
# Installs the real MCP servers that tests/it/servers.rs talks to, at pinned versions, below target/servers.
# Without it those tests say loudly that they were skipped; with PROOFMARK_REQUIRE_SERVERS set, they fail instead.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=target/servers
versions="everything@2026.8.31 filesystem@2026.8.31 time==2026.10.19 fetch==2026.10.24 uv==0.13.9"

[ "$(cat "$folder/.installed" 2>/dev/null)" = "$versions" ] && exit 0

missing=()
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3 python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

rm -rf "$folder"
mkdir -p "$folder/npm"
npm install --prefix "$folder/npm" --ignore-scripts --no-audit --no-fund --loglevel=error \
    @modelcontextprotocol/server-everything@2026.8.31 @modelcontextprotocol/server-filesystem@2026.8.31
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet --disable-pip-version-check \
    mcp-server-time==2026.10.19 mcp-server-fetch==2026.10.24 uv==0.13.9

# A home whose owner has started two of them with npx and uvx before.
mkdir "$folder/home"
home=$PWD/$folder/home
echo "registry=$(npm config get registry)" >"$home/.npmrc"
HOME=$home npx --yes --loglevel=error --package=@modelcontextprotocol/server-everything@2026.8.31 -- true
PATH=$PWD/$folder/python/bin:$PATH HOME=$home UV_NATIVE_TLS=1 uvx --quiet mcp-server-time==2026.10.19 --help >/dev/null
echo "$versions" >"$folder/.installed"
