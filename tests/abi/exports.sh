#!/bin/sh
# usage: exports.sh PLUGIN.so: the shared object is one that a host can load for years, after the
# rules of host-api/HOST_GUIDE.md.
set -eu
plugin=$1
failed=0
complain() {
  echo "$plugin: $1"
  failed=1
}
expect() { printf '%s\n' "$1" | grep -qE -- "$2" || complain "$3"; }
refuse() { if printf '%s\n' "$1" | grep -E -- "$2"; then complain "$3"; fi; }

# The version node itself is listed with type A.
exports=$(nm -D --defined-only "$plugin" | awk '$2 != "A" { sub(/@.*/, "", $3); print $2, $3 }')
[ "$exports" = "T raas_plugin_entry_v1" ] ||
  complain "exports '$exports', expected 'T raas_plugin_entry_v1' alone"

dynamic=$(readelf --wide --dynamic "$plugin")
expect "$dynamic" 'FLAGS_1.*NODELETE' "can be unmapped, expected -z nodelete"
expect "$dynamic" 'FLAGS_1.*NOW' "binds lazily, expected -z now"
refuse "$dynamic" 'TEXTREL' "has text relocations"
refuse "$dynamic" 'RPATH|RUNPATH' "has a search path of its own"
refuse "$dynamic" 'STATIC_TLS' "has static thread-local storage, of which a host has little to give"

headers=$(readelf --wide --program-headers "$plugin")
expect "$headers" 'GNU_RELRO' "has no read-only relocations, expected -z relro"
refuse "$headers" 'GNU_STACK.*RWE' "has an executable stack"

# Whatever else it needs must be asked for here: a host gets these into its process.
allowed='libcurl-gnutls\.so\.4|libsqlite3\.so\.0|libnettle\.so\.8|libstdc\+\+\.so\.6|libm\.so\.6'
allowed="$allowed"'|libgcc_s\.so\.1|libc\.so\.6|ld-linux-x86-64\.so\.2'
needed=$(printf '%s\n' "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
others=$(printf '%s\n' "$needed" | grep -vxE "$allowed" || true)
[ -z "$others" ] || complain "needs $others, which is not on the list"
[ -n "$needed" ] || complain "needs nothing, expected libc at least"
exit $failed
