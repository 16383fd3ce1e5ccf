#!/bin/sh
# usage: smallest_host.sh HOST PLUGIN.so: the host of HOST_GUIDE.md works with the real plugin,
# although there is no node to be asked.
set -eu
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
config='{"enrolment": {"mode": "all"}, "chain": {"rpc_url": "http://127.0.0.1:9/rpc/v1"}}'
output=$("$1" "$2" "$state" "$config")
printf '%s\n' "$output"
printf '%s\n' "$output" | grep -q ' job_created '
printf '%s\n' "$output" | grep -q '^events up to 1 are durable$'
printf '%s\n' "$output" | grep -q '^GET /healthz: [25][0-9][0-9] '
