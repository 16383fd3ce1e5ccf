#!/bin/sh
# usage: install.sh SOURCE_ROOT BUILD_ROOT: what is installed is what is meant to be, and a host
# builds against the headers.
set -eu
source_root=$1
build_root=$2
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

DESTDIR=$place meson install -C "$build_root" --no-rebuild --quiet
pc=$(find "$place" -name raas-host-api.pc)
[ -n "$pc" ] || { echo "no raas-host-api.pc was installed"; exit 1; }
for header in $(cd "$source_root/host-api" && find raas -name '*.h'); do
  find "$place" -path "*/include/$header" | grep -q . ||
    { echo "$header was not installed"; exit 1; }
done
expected='/include/raas/|/pkgconfig/raas-host-api\.pc$|/raas/plugins/libraas_plugin\.so$'
expected="$expected|/bin/mock-host\$|/man1/mock-host\.1\$"
if find "$place" -type f | grep -vE "$expected"; then
  echo "installs more than headers, pkg-config file, plugin, mock host and manual page"
  exit 1
fi

export PKG_CONFIG_PATH="${pc%/*}" PKG_CONFIG_SYSROOT_DIR="$place"
[ "$(pkg-config --modversion raas-host-api)" = 1.0 ] || { echo "wrong version in $pc"; exit 1; }
# shellcheck disable=SC2046 # the flags are words
gcc -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -pedantic -Werror \
  "$source_root/tests/abi/smallest_host.c" -o "$place/host" \
  $(pkg-config --cflags --libs raas-host-api) -ldl
"$place/host" 2>&1 | grep -q usage
[ -n "$(pkg-config --variable=plugindir raas-host-api)" ]
