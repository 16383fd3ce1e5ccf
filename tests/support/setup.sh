#!/usr/bin/env bash
# Sees to it that the packages of a build are there. On Debian 12, that is: elsewhere it says what
# is needed.
#
#   tests/support/setup.sh build   what the plugin and the mock host need
#   tests/support/setup.sh test    that, and what tests/run needs, from npm too
#
# RAAS_SETUP=skip   goes on with whatever is installed, for machines that are not Debian 12.
set -euo pipefail

# Python comes with meson, which is written in it.
build_packages=(g++ meson ninja-build pkg-config libboost1.81-dev libcurl4-gnutls-dev
  libspdlog-dev libfmt-dev libsqlite3-dev nettle-dev libcli11-dev libmimalloc-dev)
test_packages=(libboost-test1.81-dev ccache clang-14 clang-tidy-14 clang-format-14
  libclang-rt-14-dev llvm-14 abigail-tools curl dpkg-dev mmdebstrap
  libbenchmark-dev)

# Hosts in other languages, and a certificate for one of them.
test_packages+=(golang-go rustc openssl)

stop() {
  printf 'set-up: %s\n' "$@" >&2
  exit 1
}

# Prints the packages among the arguments that are not installed.
missing_of() {
  local installed package
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    sed -n 's/^installed //p') || true
  for package in "$@"; do
    grep -qxF -- "$package" <<<"$installed" || printf '%s\n' "$package"
  done
}

# Without them suite chain fails, or the test of the host in Node, and no other.
install_npm_packages() {
  local tests
  tests=$(dirname "${BASH_SOURCE[0]}")/..
  "$tests/chain/packages.sh" ||
    echo "set-up: npm did not install the packages of suite chain, which will fail" >&2
  "$tests/hosts/node/packages.sh" ||
    echo "set-up: npm did not install koffi, without which the host in Node will fail" >&2
}

case "${1-}" in
  build) packages=("${build_packages[@]}") ;;
  test)
    packages=("${build_packages[@]}" "${test_packages[@]}")
    # Node from elsewhere brings its own npm, and excludes Debian's.
    command -v npm >/dev/null || packages+=(nodejs npm)
    ;;
  *) stop "what for: '${1-}', expected build or test" ;;
esac

if [ "${RAAS_SETUP-}" = skip ]; then
  echo "set-up: skipped, as RAAS_SETUP=skip asks"
  exit 0
fi

release=$(. /etc/os-release 2>/dev/null && echo "${ID-}-${VERSION_ID-}") || release=unknown
if [ "$release" != debian-12 ] || ! command -v dpkg-query >/dev/null; then
  stop "this system is $release, expected debian-12, so nothing is installed" \
    "needed, by their Debian names: ${packages[*]}" \
    "once you have them, or their like: RAAS_SETUP=skip, and the same command again"
fi

mapfile -t missing < <(missing_of "${packages[@]}")
if [ "${#missing[@]}" -eq 0 ]; then
  echo "set-up: all ${#packages[@]} packages are installed"
  [ "$1" != test ] || install_npm_packages
  exit 0
fi

# The headers of two Boost versions exclude each other, and whoever put 1.74 there may need it.
if [[ " ${missing[*]} " == *" libboost1.81-dev "* ]] &&
  [ -z "$(missing_of libboost1.74-dev)" ]; then
  stop "libboost1.74-dev is installed, and Debian allows only one of it and libboost1.81-dev" \
    "Boost 1.81 is needed; to replace 1.74: apt-get install libboost1.81-dev"
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null || ! { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    stop "not root, and no sudo, so nothing is installed; needed: ${missing[*]}" \
      "as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  as_root=(sudo)
fi

# Waits for another apt instead of failing beside it.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
started=$SECONDS
echo "set-up: installing ${#missing[@]} packages: ${missing[*]}"
install_missing() {
  "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}
if ! install_missing >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  stop "apt-get did not install them; its last lines are above"
fi
[ "$1" != test ] || install_npm_packages
echo "set-up: installed in $((SECONDS - started)) s"
