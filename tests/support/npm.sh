#!/usr/bin/env bash
# Installs packages from npm: usage: npm.sh FOLDER NAME. In the versions of FOLDER's
# package-lock.json, into build/NAME. Nothing to do if they are there already.
set -euo pipefail

from=$(cd "$1" && pwd)
there=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/$2

if cmp -s "$from/package-lock.json" "$there/installed.json"; then
  echo "npm: the packages in build/$2 are installed"
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "npm: not found, expected it for the packages in build/$2" >&2
  exit 1
fi
mkdir -p "$there"
cp "$from/package.json" "$from/package-lock.json" "$there/"
(cd "$there" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$from/package-lock.json" "$there/installed.json"
