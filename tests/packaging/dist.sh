#!/bin/sh
# usage: dist.sh TOP BUILD: the archive of `meson dist` holds the whole tree as it is committed, and
# a build of it can be configured. Compiling it all would only repeat what was done for this tree.
set -eu
top=$1
build=$2
if ! [ -e "$top/.git" ]; then
  echo "not a clone: meson dist asks git for the files"
  exit 77
fi
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

meson dist -C "$build" --no-tests --allow-dirty --formats xztar
tar -xJf "$build"/meson-dist/raas-*.tar.xz -C "$place"
tree=$(echo "$place"/raas-*)

git -C "$top" ls-tree -r --name-only HEAD | LC_ALL=C sort >"$place/committed"
(cd "$tree" && find . -type f -o -type l) | sed 's|^\./||' | LC_ALL=C sort >"$place/packed"
diff "$place/committed" "$place/packed"

# Meson looks for each source that it is to build.
meson setup "$place/again" "$tree" >"$place/log" || { tail -n 20 "$place/log"; exit 1; }
ninja --quiet -C "$place/again" tests/abi/smallest_host
