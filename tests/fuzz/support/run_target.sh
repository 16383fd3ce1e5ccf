#!/usr/bin/env bash
# Fuzzes one target: usage: run_target.sh PROGRAM FAMILY_FOLDER TARGET
#
# 20 s, scaled by RAAS_TEST_SCALE (percent). Begins from the committed corpus, which it does not
# change. An input that it fails with is left beside the program, to be mended and committed.
set -euo pipefail

program=$1 family=$2 target=$3
seconds=$((20 * ${RAAS_TEST_SCALE:-100} / 100))
found=$program.found
mkdir -p "$found"
arguments=(-max_total_time=$((seconds > 0 ? seconds : 1)) -max_len=4096 -timeout=5
  -rss_limit_mb=1024 -artifact_prefix="$found/" -print_final_stats=1 -verbosity=0)
dictionary=$family/dictionary.txt
[ ! -f "$dictionary" ] || arguments+=(-dict="$dictionary")

growing=$(mktemp -d)
trap 'rm -rf "$growing"' EXIT
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
export UBSAN_OPTIONS=print_stacktrace=1
# Its own 77 for "found something" means "skipped" to Meson.
"$program" "${arguments[@]}" "$growing" "$family/corpus/$target" || exit 1
