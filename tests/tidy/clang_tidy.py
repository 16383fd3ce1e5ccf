"""Runs clang-tidy over the plugin and the mock host: usage: clang_tidy.py SOURCE_ROOT BUILD_ROOT

A source that passed is not looked at again until it, a file that it reads, its command or the
configuration changes.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

TOOL = "clang-tidy-14"
FOLDERS = ("plugin/", "mock-host/")


def sources_of(root, build):
    """(source, command) of everything that is built from the folders that are checked. A unity
    build compiles several files together, and so are they looked at: headers take most of the time,
    and are read once for all of them."""
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        source = pathlib.Path(os.path.normpath(build / entry["file"]))
        for base in (root, build):
            if source.is_relative_to(base) and str(source.relative_to(base)).startswith(FOLDERS):
                yield source, entry["command"]


def own_files(root, source, command, build):
    """Files of the project that a source reads, by the word of the preprocessor."""
    words = [w for w in shlex.split(command) if w != "ccache"]
    flags = [w for w in words[1:] if re.match(r"-(I|isystem|D|std|f|W)", w)]
    listed = subprocess.run(["clang++-14", "-MM", "-Wno-everything", *flags, str(source)],
                            cwd=build, capture_output=True, text=True, check=False).stdout
    names = listed.replace("\\\n", " ").split()[1:]
    paths = {pathlib.Path(os.path.normpath(build / name)) for name in names}
    return sorted(p for p in paths if p.is_relative_to(root) and p.is_file())


def key_of(root, build, source, command):
    """A hash of all that decides the outcome."""
    digest = hashlib.sha256(command.encode())
    for path in [root / ".clang-tidy", *own_files(root, source, command, build)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check(root, build, source, command):
    """What clang-tidy says to one source; nothing if it is content."""
    passed = build / "clang-tidy-passed" / key_of(root, build, source, command)
    if passed.exists():
        return ""
    done = subprocess.run([TOOL, "--quiet", "-p", str(build),
                           "--extra-arg=-Wno-unknown-warning-option", str(source)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stdout + done.stderr
    passed.parent.mkdir(exist_ok=True)
    passed.touch()
    return ""


def accepts_a_bug(root):
    """A checker that cannot fail proves nothing: does it let a use after a move pass?"""
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "bug.cpp")
        source.write_text("#include <string>\nauto f(std::string a) {\n  std::string b = "
                          "std::move(a);\n  return a.size() + b.size();\n}\n", encoding="utf-8")
        done = subprocess.run([TOOL, "--quiet", f"--config-file={root / '.clang-tidy'}",
                               str(source), "--", "-std=c++20"], capture_output=True, check=False)
    return done.returncode == 0


def main():
    root, build = (pathlib.Path(p).resolve() for p in sys.argv[1:])
    # One source can be built twice, with and without position-independent code.
    commands = dict(sources_of(root, build))
    if not commands:
        print("clang-tidy: nothing to look at, expected the sources of the plugin")
        return 1
    if accepts_a_bug(root):
        print("clang-tidy: lets a bug pass that it should find")
        return 1
    complaints = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for text in pool.map(lambda entry: check(root, build, *entry), commands.items()):
            complaints += bool(text)
            if text:
                print(text, flush=True)
    print(f"clang-tidy: {len(commands)} sources, {complaints} with complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
