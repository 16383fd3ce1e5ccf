#!/bin/sh
# usage: keep_plugin.sh TOP VERSION: builds the plugin as small as it gets, and keeps it as
# tests/abi/kept/libraas_plugin-VERSION.so.xz, for every later mock host to be run with.
# Prints its line for host-api/abi/HISTORY.md, where what may be kept when is written down.
set -eu
top=$1
version=$2
build=$top/build/kept
[ -f "$build/build.ninja" ] || meson setup "$build" "$top" --buildtype=plain --unity=on \
  -Dunity_size=5 -Dtests=false -Db_ndebug=true \
  -Dcpp_args='-Os -ffunction-sections -fdata-sections -Wno-subobject-linkage' \
  -Dcpp_link_args=-Wl,--gc-sections
ninja -C "$build" plugin/entry/libraas_plugin.so
mkdir -p "$top/tests/abi/kept"
kept=$top/tests/abi/kept/libraas_plugin-$version.so
strip --strip-all -o "$kept" "$build/plugin/entry/libraas_plugin.so"
xz -9e --force "$kept"
chmod 644 "$kept.xz"
printf '| %s | draft | `%s` | `%s` | `%s` | `%s` |\n' "$version" \
  "$(sha256sum <"$top/host-api/abi/layout.txt" | cut -c 1-16)" "$(basename "$kept")" \
  "$(sha256sum <"$kept.xz" | cut -c 1-16)" "$(git -C "$top" rev-parse --short HEAD)"
