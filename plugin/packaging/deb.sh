#!/usr/bin/env bash
# Debian packages of the tree, for the Debian that it runs on:
#
#   plugin/packaging/deb.sh OUTPUT          builds with Debian's own flags, in build/deb
#   plugin/packaging/deb.sh OUTPUT BUILD    packs what meson built in BUILD
#
# OUTPUT gets raas-plugin, raas-mock-host and raas-host-api-dev. What they depend on is read from
# their binaries. Needs dpkg-dev and binutils beside what a build needs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
[ $# -ge 1 ] || { sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2; exit 2; }
mkdir -p "$1"
output=$(cd "$1" && pwd)
build=${2-$top/build/deb}
lib=lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
umask 022

if [ $# -lt 2 ]; then
  flags=$(cd "$top" && DEB_BUILD_MAINT_OPTIONS=hardening=+bindnow dpkg-buildflags --export=sh)
  eval "$flags"
  [ -f "$build/build.ninja" ] || meson setup "$build" "$top" --prefix=/usr --libdir="$lib" \
    --buildtype=plain --wrap-mode=nodownload -Dtests=false
  ninja -C "$build"
fi

# The same commit gives the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$top" log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

# told KIND NAME: what meson knows of the build.
told() {
  meson introspect "$build" "--$1" | python3 -c '
import json, sys
all = json.load(sys.stdin)
print(all[sys.argv[1]] if isinstance(all, dict) else
      next(one["value"] for one in all if one["name"] == sys.argv[1]))' "$2"
}
version=$(told projectinfo version)-1
DESTDIR=$stage/all meson install -C "$build" --no-rebuild --quiet
usr=$stage/all$(told buildoptions prefix)
# No other file knows where it is installed.
sed -i 's|^prefix=.*|prefix=/usr|' "$usr/$lib/pkgconfig/raas-host-api.pc"

# put PACKAGE FOLDER FILE: moves an installed file or folder into a package.
put() {
  mkdir -p "$stage/$1/usr/$2"
  mv "$usr/$2/$3" "$stage/$1/usr/$2"
}
put raas-plugin "$lib/raas/plugins" libraas_plugin.so
put raas-mock-host bin mock-host
put raas-mock-host share/man/man1 mock-host.1
put raas-host-api-dev include raas
put raas-host-api-dev "$lib/pkgconfig" raas-host-api.pc
left=$(find "$stage/all" -type f)
[ -z "$left" ] || { printf 'deb: belongs to no package: %s\n' "$left" >&2; exit 1; }
gzip -9n "$stage/raas-mock-host/usr/share/man/man1/mock-host.1"
strip --strip-unneeded "$stage/raas-plugin/usr/$lib/raas/plugins/libraas_plugin.so"
chmod 644 "$stage/raas-plugin/usr/$lib/raas/plugins/libraas_plugin.so"
strip "$stage/raas-mock-host/usr/bin/mock-host"

# libraries PACKAGE: what its binaries need, with the versions that they need.
libraries() {
  local binaries=("$stage/$1"/usr/bin/* "$stage/$1/usr/$lib"/raas/plugins/*)
  mkdir -p "$stage/shlibs/debian"
  printf 'Source: raas\n\nPackage: %s\nArchitecture: any\n' "$1" >"$stage/shlibs/debian/control"
  (cd "$stage/shlibs" && dpkg-shlibdeps -O --ignore-missing-info "${binaries[@]}") |
    sed -n 's/^shlibs:Depends=//p'
}

# pack PACKAGE SECTION DEPENDS SUMMARY: the description comes from standard input.
pack() {
  local root=$stage/$1 doc=$stage/$1/usr/share/doc/$1
  mkdir -p "$root/DEBIAN" "$doc"
  install -m 644 "$here/copyright" "$doc"
  {
    printf 'Package: %s\nSource: raas\nVersion: %s\n' "$1" "$version"
    printf 'Architecture: %s\n' "$(dpkg --print-architecture)"
    printf 'Maintainer: RaaS developers <raas@localhost>\n'
    printf 'Section: %s\nPriority: optional\n' "$2"
    printf 'Installed-Size: %s\n' "$(du -ks --exclude=DEBIAN "$root" | cut -f1)"
    [ -z "$3" ] || printf 'Depends: %s\n' "$3"
    printf 'Description: %s\n' "$4"
    sed 's/^/ /'
  } >"$root/DEBIAN/control"
  (cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) \
    >"$root/DEBIAN/md5sums"
  dpkg-deb --root-owner-group --build "$root" "$output"
}

shopt -s nullglob
pack raas-plugin net "$(libraries raas-plugin)" \
  "replication, renewal and repair of Filecoin deals, for aggregators" <<'END'
A plugin that an aggregator of the RaaS host ABI loads. It watches the chain and
has the aggregator make a new storage deal whenever a copy is missing, about to
end, or no longer proven.
END
pack raas-mock-host net "$(libraries raas-mock-host), raas-plugin (= $version)" \
  "aggregator in miniature with a simulated Filecoin" <<'END'
Runs, demonstrates and simulates the RaaS plugin, and checks that a plugin keeps
what the RaaS host ABI promises.
END
pack raas-host-api-dev libdevel "" \
  "headers between Filecoin aggregators and the RaaS plugin" <<'END'
The C ABI, for whoever writes an aggregator that loads the RaaS plugin, or
another plugin, and the C++ wrappers of both sides.
END
