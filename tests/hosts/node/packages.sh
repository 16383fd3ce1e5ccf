#!/usr/bin/env bash
# Installs what the host in Node takes from npm into build/npm-node-host: koffi, which calls C.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../../support/npm.sh" "$here" npm-node-host
