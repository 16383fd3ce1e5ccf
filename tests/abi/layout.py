"""The binary layout of host-api is the committed one: usage: layout.py HOST_API [--write]

Compiles a program that prints sizes, offsets, constants and ids, and compares its output with
abi/layout.txt. With --write it replaces that file: only together with an entry in CHANGES.md.
"""

import difflib
import pathlib
import subprocess
import sys
import tempfile

import declared


def program(host_api):
    """C source that prints the layout."""
    out = ["#include <stdio.h>", '#include "raas/raas.h"', "int main(void) {"]
    for struct in sorted(declared.structs(host_api), key=lambda s: s.name):
        out.append(f'  printf("{struct.name} size %zu align %zu\\n", sizeof({struct.name}), '
                   f"_Alignof({struct.name}));")
        for member in struct.members:
            out.append(f'  printf("  {member} at %zu size %zu\\n", '
                       f"offsetof({struct.name}, {member}), "
                       f"sizeof((({struct.name} *)0)->{member}));")
    for name in declared.constants(host_api):
        out.append(f'  printf("{name} = %lld\\n", (long long){name});')
    for name in declared.strings(host_api):
        out.append(f'  printf("{name} = %s\\n", {name});')
    return "\n".join([*out, "  return 0;", "}", ""])


def layout_of(host_api):
    """The layout as text."""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "layout.c")
        source.write_text(program(host_api), encoding="utf-8")
        binary = pathlib.Path(folder, "layout")
        subprocess.run(["gcc", "-std=c11", "-I", str(host_api), str(source), "-o", str(binary)],
                       check=True)
        return subprocess.run([str(binary)], check=True, capture_output=True, text=True).stdout


def main():
    host_api = pathlib.Path(sys.argv[1])
    baseline = host_api / "abi" / "layout.txt"
    layout = layout_of(host_api)
    if "--write" in sys.argv:
        baseline.write_text(layout, encoding="utf-8")
        return 0
    committed = baseline.read_text(encoding="utf-8")
    difference = list(difflib.unified_diff(committed.splitlines(), layout.splitlines(),
                                           "abi/layout.txt", "as compiled", lineterm=""))
    print("\n".join(difference))
    if difference:
        print("the ABI changed: see HOST_GUIDE.md, Promises, before you write a new layout.txt")
    return 1 if difference or len(layout.splitlines()) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
