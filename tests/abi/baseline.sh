#!/bin/sh
# usage: baseline.sh HOST_API: no struct of the ABI differs from abi/baseline.abi.
# To write a new one, together with an entry in CHANGES.md: baseline.sh HOST_API --write
set -eu
host_api=$1
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# From within, so that no path of this machine gets into the baseline.
cd "$host_api"
host_api=.
gcc -g -shared -fPIC -I . abi/probe.c -o "$place/probe.so"
if [ "${2-}" = --write ]; then
  abidw --no-corpus-path --no-comp-dir-path --no-show-locs "$place/probe.so" \
    >"$host_api/abi/baseline.abi"
  exit 0
fi
abidiff "$host_api/abi/baseline.abi" "$place/probe.so"

# A comparison that cannot fail proves nothing: one more field must be noticed.
cp -r "$host_api/raas" "$host_api/abi" "$place"
sed -i 's/^} raas_deal;/  uint64_t extra;\n&/' "$place/raas/ext/deals.h"
gcc -g -shared -fPIC -I "$place" "$place/abi/probe.c" -o "$place/changed.so"
if abidiff "$host_api/abi/baseline.abi" "$place/changed.so" >/dev/null; then
  echo "a new field in raas_deal went unnoticed"
  exit 1
fi
