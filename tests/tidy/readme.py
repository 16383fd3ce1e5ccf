"""What README.md says and what is so: usage: readme.py SOURCE_ROOT [PRINT_CONFIG_TABLE]

Every event that the plugin logs is in the table of messages, and nothing else is. Every route of
its API is in the table of requests. Every path that is named exists.
The table of configuration keys is the one that the plugin makes of its own.
"""

import pathlib
import re
import subprocess
import sys

from tree import Finding, Tree

# An event's name stands after `.event =`, between a level and the fields of a call, or after
# `.name =` in emit().
EVENT = re.compile(r"\.event = ([^,;]*)|\bLevel::\w+,\s*(?!\.)([^;{]*)|\blog\(([^;{]*)|"
                   r"\bemit\([^;]*?\.name = ([^,;]*)")
LITERAL = re.compile(r'"([a-z][a-z0-9_]+)"')
LOGS = re.compile(r"\n## [^\n]*\blogs?\b[^\n]*\n(.*?)(?=\n## |\Z)", re.DOTALL | re.IGNORECASE)


def events_of(text):
    """(name, line) of the events in a source of the plugin."""
    for found in EVENT.finditer(text):
        for name in LITERAL.findall(found[found.lastindex]):
            yield name, text.count("\n", 0, found.start()) + 1


def documented_events(readme):
    """Names in the first column of the tables of the section about logs."""
    section = LOGS.search(readme)
    return set(re.findall(r"^\| `(\w+)` \|", section[1], re.MULTILINE)) if section else set()


def events(tree):
    """The table of messages is complete and has nothing that is never logged."""
    documented = documented_events(tree.files["README.md"])
    emitted = set()
    for path in tree.paths("plugin/"):
        for name, line in events_of(tree.files[path]):
            emitted.add(name)
            if name not in documented:
                yield Finding(path, line, f"{name} is not in the README's table of messages")
    for name in sorted(documented - emitted):
        yield Finding("README.md", 0, f"{name} is in the table of messages, but never logged")


def routes(tree):
    """The table of requests is complete and has nothing that is not answered."""
    readme = tree.files["README.md"]
    documented = set(re.findall(r"^\| `([A-Z]+ /\S*)` \|", readme, re.MULTILINE))
    source = "plugin/adapters/api/routes.cpp"
    answered = {f"{method} {path}" for method, path in
                re.findall(r'\{"([A-Z]+)", "(/[^"]*)", "', tree.files.get(source, ""))}
    for name in sorted(documented ^ answered):
        yield Finding("README.md", 0, f"{name}: in the README or in {source}, but not in both")


def config_table(tree, program):
    """The table of configuration keys stands in the README as the plugin prints it."""
    table = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    readme = tree.files["README.md"]
    for row in table.strip().splitlines():
        if f"{row}\n" not in readme:
            yield Finding("README.md", 0, f"lacks this row of the configuration: {row}")
    for row in re.findall(r"^\| `/\w+[\w/]*` \| \w+ \|.*$", readme, re.MULTILINE):
        if row not in table.splitlines():
            yield Finding("README.md", 0, f"has a row that the plugin does not: {row}")


def paths(tree):
    """What looks like a path into the tree leads somewhere."""
    for number, line in tree.lines("README.md"):
        for name in re.findall(r"[`(]((?:plugin|host-api|mock-host|tests)/[\w./-]*\w)[`)]", line):
            if not (tree.root / name).exists():
                yield Finding("README.md", number, f"there is no {name}")


def main():
    tree = Tree(sys.argv[1])
    findings = [*events(tree), *routes(tree), *paths(tree)]
    if len(sys.argv) > 2:
        findings += config_table(tree, sys.argv[2])
    print("\n".join(map(str, findings)))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
