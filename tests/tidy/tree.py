"""The source tree, as the house rules see it."""

import dataclasses
import os
import pathlib
import re

CODE = (".h", ".cpp", ".c")
SCRIPTS = (".py", ".sh")


@dataclasses.dataclass(frozen=True)
class Finding:
    """One breach of a rule."""

    path: str
    line: int
    text: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.text}"


class Tree:
    """Every text file of the project by its path, but for build folders and hidden ones."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = {}
        self._code = {}
        for folder, names, files in os.walk(self.root):
            top = pathlib.Path(folder) == self.root
            names[:] = [n for n in names if not n.startswith(".") and n != "__pycache__"
                        and not (top and n.startswith("build"))]
            for name in files:
                path = pathlib.Path(folder, name)
                try:
                    text = path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue
                self.files[path.relative_to(self.root).as_posix()] = text

    def paths(self, *folders, ends=CODE):
        """Paths below any of the folders with one of the endings, in order."""
        return sorted(p for p in self.files
                      if p.endswith(ends) and (not folders or p.startswith(folders)))

    def lines(self, path):
        """The lines of a file with their numbers."""
        return enumerate(self.files[path].splitlines(), 1)

    def code_lines(self, path):
        """The same without comments and without the contents of literals."""
        if path not in self._code:
            self._code[path] = without_prose(self.files[path])
        return enumerate(self._code[path].splitlines(), 1)

    def includes(self, path):
        """(line, name, is_quoted) of each #include of a file."""
        for number, line in self.lines(path):
            found = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
            if found:
                yield number, found[2], found[1] == '"'

    def resolve(self, path, name):
        """Path in the tree of what @path includes as @name, or None if it is not ours."""
        own = pathlib.PurePosixPath(path).parent
        roots = [own, "plugin", "mock-host", "host-api", "tests"]
        if path.startswith("mock-host/"):
            roots = [own, "mock-host", "host-api", "plugin"]
        for root in roots:
            candidate = os.path.normpath(os.path.join(root, name))
            if candidate in self.files:
                return candidate
        return None


PROSE = re.compile(
    r'''R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"
    |(?<![0-9a-zA-Z])'(?:\\.|[^'\\\n])*'|//[^\n]*|/\*.*?\*/''', re.DOTALL | re.VERBOSE)


def without_prose(text):
    """C or C++ with comments and literals blanked; lines stay where they are."""
    def blank(found):
        kept = "\n" * found[0].count("\n")
        return f'"{kept}"' if found[0][0] in "\"R'" else kept + " "
    return PROSE.sub(blank, text)
