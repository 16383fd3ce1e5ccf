"""Each header of host-api compiles alone: usage: headers.py HOST_API

In every standard from C99 to C23 and from C++11 to C++23, with gcc and clang, warnings as errors;
those of raas/cpp from C++17 on.
"""

import concurrent.futures
import itertools
import os
import pathlib
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-Wconversion", "-Wundef"]
LANGUAGES = [
    (("gcc", "clang-14"), "c", ("c99", "c11", "c17", "c2x"), ["-Wstrict-prototypes"]),
    (("g++", "clang++-14"), "c++", ("c++11", "c++14", "c++17", "c++20", "c++2b"),
     ["-Wold-style-cast", "-Wzero-as-null-pointer-constant"]),
]


def compile_header(root, header, compiler, language, standard, extra):
    """What a compiler says to a source that includes one header twice and nothing else."""
    source = f'#include "{header}"\n#include "{header}"\n'
    done = subprocess.run(
        [compiler, "-x", language, f"-std={standard}", "-fsyntax-only", *WARNINGS, *extra,
         "-I", str(root), "-"],
        input=source, capture_output=True, text=True, check=False)
    return f"{compiler} -std={standard} {header}:\n{done.stderr}" if done.returncode else ""


def combinations(root):
    """Every header with every compiler and standard."""
    headers = sorted(p.relative_to(root).as_posix() for p in (root / "raas").rglob("*.h"))
    for header, (compilers, language, standards, extra) in itertools.product(headers, LANGUAGES):
        if header.startswith("raas/cpp/"):
            standards = [s for s in standards if s in ("c++17", "c++20", "c++2b")]
        for compiler, standard in itertools.product(compilers, standards):
            yield root, header, compiler, language, standard, extra


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = list(pool.map(lambda c: compile_header(*c), combinations(root)))
    print("\n".join(filter(None, complaints)))
    print(f"{len(complaints)} compilations, {sum(map(bool, complaints))} refused")
    return 1 if any(complaints) or not complaints else 0


if __name__ == "__main__":
    sys.exit(main())
