"""The manual page is what --help says: usage: man_page.py MOCK_HOST PAGE [--write]

Makes a page of what mock-host tells of itself and its commands, and compares it with the committed
one. With --write it replaces that.
"""

import difflib
import pathlib
import re
import subprocess
import sys

INDENT = 30  # Where descriptions of options begin.
FILES = [
    (r"lib/raas/plugins/libraas_plugin.so", "The plugin, beside the folder of this program; in a "
     "Debian package below /usr/lib/x86_64-linux-gnu. demo and sim find it there; the "
     "configuration of run names the folder that it is loaded from."),
]


def help_of(program, *command):
    """The help text, as lines."""
    done = subprocess.run([program, *command, "--help"], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def section_of(lines, title):
    """Lines below `title:` up to the next empty one."""
    if f"{title}:" not in lines:
        return []
    begin = lines.index(f"{title}:") + 1
    return lines[begin:lines.index("", begin)]


def entries_of(lines):
    """(name, description) of a list; long names stand on a line of their own."""
    entries = []
    for line in lines:
        if line.startswith(" " * INDENT):
            entries[-1][1].append(line.strip())
        else:
            # A long name with no room for a description has the whole line.
            fits = len(line) > INDENT and line[INDENT - 1] == " "
            name, text = (line[:INDENT], line[INDENT:]) if fits else (line, "")
            entries.append((name.strip(), [text.strip()] if text else []))
    return [(name, " ".join(text)) for name, text in entries]


def argument_of(kind):
    """What may follow an option, in words for people: (word, remark)."""
    remarks = []
    if kind.endswith(" REQUIRED"):
        kind = kind.removesuffix(" REQUIRED")
        remarks.append("Required.")
    kind, _, default = kind.partition("=")
    if default:
        remarks.append(f"Default: {default}.")
    kind = re.sub(r"^(TEXT|U?INT):", "", kind)
    if bounds := re.fullmatch(r"(?:U?INT) in \[(\d+) - (\d+)\]", kind):
        remarks.insert(0, f"{bounds[1]} to {bounds[2]}.")
        kind = "N"
    elif words := re.match(r"value in \{(.*?)\}|\{(.*)\}", kind):
        names = (words[1] or words[2]).split(",")
        kind = "|".join(name.split("->")[0] for name in names)
    return {"UINT": "N", "INT": "N", "TEXT": "TEXT"}.get(kind, kind), " ".join(remarks)


def escaped(text):
    """Text for roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def option(name, text):
    """One option as a tagged paragraph."""
    flag, _, kind = name.partition(" ")
    word, remark = argument_of(kind)
    argument = f" \\fI{escaped(word)}\\fR" if word else ""
    flags = ", ".join(f"\\fB{escaped(one)}\\fR" for one in flag.split(","))
    sentence = text + ("" if text.endswith(".") else ".")
    return [".TP", flags + argument, escaped(f"{sentence} {remark}".strip())]


def command_section(program, name, text):
    """A command with its options."""
    lines = help_of(program, name)
    usage = next(line for line in lines if line.startswith("Usage: ")).removeprefix("Usage: ")
    page = [".SS " + name, f"\\fB{escaped(usage)}\\fR", ".PP", escaped(text + ".")]
    for title in ("Positionals", "Options"):
        for entry, meaning in entries_of(section_of(lines, title)):
            if not entry.startswith("-h,"):
                page += option(entry, meaning)
    return page


def examples(lines):
    """The examples: a command, and what it does."""
    page = []
    for line in section_of(lines, "Examples"):
        if line.startswith("   "):
            page.append(escaped(line.strip()))
        else:
            page += [".TP", f"\\fB{escaped(line.strip())}\\fR"]
    return page


def exit_status(lines):
    """One paragraph for each status."""
    begin = next(i for i, line in enumerate(lines) if line.startswith("Exit status: "))
    text = " ".join(lines[begin:lines.index("", begin)]).removeprefix("Exit status: ")
    page = []
    for number, meaning in (part.split(" ", 1) for part in text.rstrip(".").split("; ")):
        page += [".TP", f"\\fB{number}\\fR", escaped(meaning + ".")]
    return page


def page_of(program):
    """The whole page."""
    lines = help_of(program)
    version = subprocess.run([program, "--version"], check=True, capture_output=True,
                             text=True).stdout.split()[-1]
    name, purpose = lines[0].rstrip(".").split(": ", 1)
    usage = next(i for i, line in enumerate(lines) if line.startswith("Usage: "))
    commands = entries_of(section_of(lines, "Subcommands"))
    page = [f'.TH MOCK\\-HOST 1 "" "RaaS {version}" "RaaS"', ".SH NAME",
            f"{escaped(name)} \\- {escaped(purpose)}", ".SH SYNOPSIS",
            f"\\fB{escaped(name)}\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR]...", ".SH DESCRIPTION",
            *(escaped(line) for line in lines[2:usage]), ".SH COMMANDS"]
    for command, text in commands:
        page += command_section(program, command, text)
    page += [".SH OPTIONS"]
    for entry, text in entries_of(section_of(lines, "Options")):
        page += option(entry, text)
    page += [".SH EXIT STATUS", *exit_status(lines), ".SH FILES"]
    for path, text in FILES:
        page += [".TP", f"\\fI{escaped(path)}\\fR", escaped(text)]
    return "\n".join([*page, ".SH EXAMPLES", *examples(lines), ""])


def main():
    program, committed = sys.argv[1], pathlib.Path(sys.argv[2])
    page = page_of(program)
    if "--write" in sys.argv:
        committed.write_text(page, encoding="utf-8")
        return 0
    difference = list(difflib.unified_diff(
        committed.read_text(encoding="utf-8").splitlines(), page.splitlines(),
        str(committed.name), "as --help says", lineterm=""))
    print("\n".join(difference))
    if difference:
        print(f"the manual page is out of step: man_page.py {program} {committed} --write")
    return 1 if difference or page.count(".TP") < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
