#!/usr/bin/env bash
# Installs what suite chain takes from npm into build/npm: a real EVM, the Solidity compiler, and
# the reference for proofs of inclusion.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../support/npm.sh" "$here" npm
