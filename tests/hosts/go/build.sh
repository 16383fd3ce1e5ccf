#!/usr/bin/env bash
# Builds the host in Go: usage: build.sh OUTPUT CACHE. Nothing comes from the network.
set -euo pipefail

output=$(realpath -m "$1")
cache=$(realpath -m "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
export CGO_ENABLED=1 GOFLAGS=-buildvcs=false GOPROXY=off GOCACHE=$cache GOPATH=$cache/path
go build -o "$output" .
