#!/bin/sh
# usage: clang_format.sh SOURCE_ROOT: every C and C++ file is as clang-format would write it.
# To mend: clang-format-14 -i FILE
set -eu
cd "$1"
files=$(find plugin host-api mock-host tests -name '*.cpp' -o -name '*.h' -o -name '*.c' | sort)
# shellcheck disable=SC2086 # names of the project hold no space
clang-format-14 --dry-run --Werror --ferror-limit=1 $files
# A checker that cannot fail proves nothing.
if printf 'int  a;\n' | clang-format-14 --dry-run --Werror 2>/dev/null; then
  echo "clang-format accepts bad code"
  exit 1
fi
