#!/usr/bin/env bash
# Installs what suite chain takes from npm into build/npm: a real EVM, the Solidity compiler, and
# the reference for proofs of inclusion, in the versions of package-lock.json. Nothing to do if they
# are there already.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
there=$here/../../build/npm

if cmp -s "$here/package-lock.json" "$there/installed.json"; then
  echo "npm: the packages of suite chain are installed"
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "npm: not found, so that suite chain cannot run" >&2
  exit 1
fi
mkdir -p "$there"
cp "$here/package.json" "$here/package-lock.json" "$there/"
(cd "$there" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$here/package-lock.json" "$there/installed.json"
