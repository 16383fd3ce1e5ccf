"""Runs clang-tidy over the plugin and the mock host: usage: clang_tidy.py SOURCE_ROOT BUILD_ROOT

A source that passed is not looked at again until it, a header that it reads, its command or the
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
    """(source, command) of everything that is built from the folders that are checked. Files that a
    unity build compiles together are looked at one by one."""
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        folder = pathlib.Path(entry["directory"])
        compiled = pathlib.Path(os.path.normpath(folder / entry["file"]))
        parts = [compiled]
        if re.search(r"-unity\d+\.cpp$", compiled.name):
            included = re.findall(r'#include *[<"](.*)[>"]', compiled.read_text(encoding="utf-8"))
            parts = [pathlib.Path(os.path.normpath(folder / name)) for name in included]
        for source in parts:
            if source.is_relative_to(root) and str(source.relative_to(root)).startswith(FOLDERS):
                yield source, entry["command"].replace(entry["file"], str(source))


def write_commands(build, commands):
    """A compile_commands.json with each source by itself, for clang-tidy."""
    folder = build / "clang-tidy-commands"
    folder.mkdir(exist_ok=True)
    entries = [{"directory": str(build), "file": str(source), "command": command}
               for source, command in commands.items()]
    (folder / "compile_commands.json").write_text(json.dumps(entries), encoding="utf-8")


def own_headers(root, source, command, build):
    """Headers of the project that a source reads, by the word of the preprocessor."""
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
    for path in [root / ".clang-tidy", source, *own_headers(root, source, command, build)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def check(root, build, source, command):
    """What clang-tidy says to one source; nothing if it is content."""
    passed = build / "clang-tidy-passed" / key_of(root, build, source, command)
    if passed.exists():
        return ""
    done = subprocess.run([TOOL, "--quiet", "-p", str(build / "clang-tidy-commands"),
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
    write_commands(build, commands)
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
