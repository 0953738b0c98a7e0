#!/usr/bin/env bash
# Installs and builds the peers next to the benchmark; one that cannot be had is left out of it.
set -euo pipefail
cd "$(dirname "$0")"
target="${CARGO_TARGET_DIR:-$PWD/../../../target}"
if command -v npm >/dev/null; then
  if [ ! -e node/node_modules/.package-lock.json ] || [ node/package-lock.json -nt node/node_modules/.package-lock.json ]; then
    (cd node && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json) ||
      echo "the peers on Node cannot be installed" >&2
  fi
else
  echo "npm is missing: no peers on Node" >&2
fi
CARGO_TARGET_DIR="$target" cargo build --release --locked --manifest-path socketioxide/Cargo.toml ||
  echo "the peer on socketioxide cannot be built" >&2
