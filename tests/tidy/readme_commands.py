"""Runs every command of README.md in a copy of the tree: usage: readme_commands.py SOURCE_ROOT

The commands are those after `$ ` in the ```console blocks. They run in order in one shell, which
stops at the first that fails. What tests/run is asked for is only checked to be an option of it,
since it is what runs this.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

TIMEOUT_S = 900


def commands_of(readme):
    """Commands of a README in order; a backslash at the end of a line continues it."""
    for block in re.findall(r"^```console\n(.*?)^```", readme, re.DOTALL | re.MULTILINE):
        for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, re.MULTILINE):
            yield command


def script_of(commands):
    """A shell script of the commands, each shown before it runs."""
    lines = ["set -eo pipefail"]
    for command in commands:
        if re.match(r"\S*tests/run\b", command):
            command += " --help"
        lines += [f"printf '$ %s\\n' {quoted(command)}", command]
    return "\n".join(lines) + "\n"


def quoted(text):
    """@text as one word of a shell."""
    return "'" + text.replace("'", "'\\''") + "'"


def run(script, folder):
    """Exit status of a script, which can leave nothing behind."""
    environment = {**os.environ, "CCACHE_BASEDIR": str(folder), "CCACHE_NOHASHDIR": "1"}
    shell = subprocess.Popen(["bash", "-c", script], cwd=folder, env=environment,
                             start_new_session=True)
    try:
        return shell.wait(TIMEOUT_S)
    except subprocess.TimeoutExpired:
        print(f"not done after {TIMEOUT_S} s")
        return 1
    finally:
        try:
            os.killpg(shell.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def main():
    root = pathlib.Path(sys.argv[1])
    commands = list(commands_of((root / "README.md").read_text(encoding="utf-8")))
    if len(commands) < 5:
        print(f"{len(commands)} commands in README.md, expected at least 5")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder, "raas")
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns("build*", ".git", "__pycache__"))
        sys.stdout.flush()
        return run(script_of(commands), copy)


if __name__ == "__main__":
    sys.exit(main())
