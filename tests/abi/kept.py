"""Plugins of earlier versions of the ABI still work: usage: kept.py HOST_API MOCK_HOST

host-api/abi/HISTORY.md must have the version of the headers on top, with the layout that is
committed. Each plugin that it keeps is unpacked, is the one that was kept, keeps what the ABI
promises, and does its work in a simulation with the mock host of today.
"""

import hashlib
import json
import lzma
import pathlib
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).parent / "kept"
ROW = re.compile(r"^\| (\d+\.\d+) \| (draft|released) \| `(\w{16})` \| `([\w.-]+)` \| `(\w{16})` \|"
                 r" `(\w+)` \|$", re.MULTILINE)
# Only these look at what a plugin is, and not at what this or that version does.
CHECKS = "^(elf|load|entry)/"


def digest(content):
    """The first half of a SHA-256: enough to tell two of ours apart."""
    return hashlib.sha256(content).hexdigest()[:16]


def version_of(host_api):
    """The version that the headers say they are."""
    text = (host_api / "raas/abi.h").read_text(encoding="utf-8")
    major, minor = re.search(r"RAAS_ABI_MAJOR = (\d+), RAAS_ABI_MINOR = (\d+)", text).groups()
    return f"{major}.{minor}"


def complaints_of_history(rows, host_api):
    """What the history says that is not so."""
    version, layout = version_of(host_api), digest((host_api / "abi/layout.txt").read_bytes())
    if not rows or rows[0][0] != version:
        yield f"HISTORY.md: the newest row is {rows[:1]}, expected one of ABI {version}"
    elif rows[0][2] != layout:
        yield (f"HISTORY.md: ABI {version}: layout {rows[0][2]}, but abi/layout.txt is {layout}: "
               "a draft gets its new layout and plugin by keep_plugin.sh, a release never changes")
    if [row[1] for row in rows[1:]].count("draft"):
        yield "HISTORY.md: a version before the newest one is still a draft"
    extra = {path.name for path in KEPT.iterdir()} - {f"{row[3]}.xz" for row in rows}
    if extra:
        yield f"{KEPT.name}: {sorted(extra)} are not in HISTORY.md"


def ran(*command):
    """What a command printed, or None and its output shown."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode == 0:
        return done.stdout
    print(" ".join(command), f"exit status {done.returncode}", done.stdout[-4000:],
          done.stderr[-4000:], sep="\n")
    return None


def works(mock_host, plugin):
    """The plugin passes the checks, and keeps five jobs for a month."""
    if ran(mock_host, "validate", plugin, "--include", CHECKS) is None:
        return False
    told = ran(mock_host, "sim", "--plugin", plugin, "--epochs", "100000", "--jobs", "5", "--quiet")
    if told is None:
        return False
    report = json.loads(told)
    copies = report["copies"]
    print(f"{pathlib.Path(plugin).name}: copies {copies}, repairs {report['repairs']['count']}")
    return report["violations"] == [] and report["jobs"]["active"] == 5 and copies["healthy"] >= 10


def main():
    host_api, mock_host = pathlib.Path(sys.argv[1]), sys.argv[2]
    rows = ROW.findall((host_api / "abi/HISTORY.md").read_text(encoding="utf-8"))
    complaints = list(complaints_of_history(rows, host_api))
    with tempfile.TemporaryDirectory() as place:
        for version, _, _, name, expected, _ in rows:
            packed = (KEPT / f"{name}.xz").read_bytes()
            if digest(packed) != expected:
                complaints.append(f"{name}: is {digest(packed)}, HISTORY.md has {expected}")
            plugin = pathlib.Path(place, name)
            plugin.write_bytes(lzma.decompress(packed))
            if not works(mock_host, str(plugin)):
                complaints.append(f"{name}: of ABI {version}: does not work with this mock host")
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
