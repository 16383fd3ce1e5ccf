"""What must name every part of host-api does: usage: complete.py HOST_API SMALLEST_HOST

abi/probe.c has every struct, shim/cgo.h every function, HOST_GUIDE.md every extension and the very
text of the smallest host.
"""

import pathlib
import re
import sys

import declared


def lacks(host_api, smallest_host):
    """What is missing where."""
    probe = (host_api / "abi" / "probe.c").read_text(encoding="utf-8")
    shim = (host_api / "raas" / "shim" / "cgo.h").read_text(encoding="utf-8")
    guide = (host_api / "HOST_GUIDE.md").read_text(encoding="utf-8")
    for struct in declared.structs(host_api):
        if f"const {struct.name} *value" not in probe:
            yield f"abi/probe.c: {struct.name}"
        table = struct.name.removesuffix("_table")
        for function in struct.functions:
            if struct.name != "raas_init" and f" {table}_{function}(" not in shim.replace("*", " "):
                yield f"shim/cgo.h: {struct.name}.{function}"
    text = "\n".join(declared.texts_of(host_api))
    for name in re.findall(r'#define RAAS_\w+_ID "([^"]+)"', text):
        if name not in guide:
            yield f"HOST_GUIDE.md: {name}"
    for name in re.findall(r"\b(RAAS_E_\w+) =", text):
        if name.removeprefix("RAAS_E_") not in guide:
            yield f"HOST_GUIDE.md: {name}"
    if f"```c\n{smallest_host}```" not in guide:
        yield "HOST_GUIDE.md: the text of smallest_host.c, as it is"


def main():
    host_api, smallest_host = map(pathlib.Path, sys.argv[1:])
    missing = list(lacks(host_api, smallest_host.read_text(encoding="utf-8")))
    print("\n".join(missing))
    return 1 if missing or len(list(declared.structs(host_api))) < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
