"""The house rules that a program can check: usage: rules.py SOURCE_ROOT

Each rule is a function from the tree to its findings. No finding, exit status 0.
"""

import pathlib
import re
import sys

from tree import CODE, SCRIPTS, Finding, Tree

# Who may include whom, and which libraries (plugin/DESIGN.md, section 2).
LAYERS = {
    "base": (["base"], ["boost/system/"]),
    "core": (["core", "base"], []),
    "policy": (["policy", "core", "base"], []),
    "ports": (["ports", "core", "base"], []),
    "control": (["control", "ports", "policy", "core", "base"], []),
    "adapters": (["adapters", "ports", "core", "base", "raas"],
                 ["boost/", "curl/", "spdlog/", "fmt/", "sqlite3.h", "nettle/", "sys/", "fcntl.h",
                  "poll.h", "unistd.h", "pthread.h", "signal.h"]),
    "entry": (["entry", "adapters", "control", "ports", "policy", "core", "base", "raas"],
              ["boost/", "spdlog/", "fmt/", "sys/", "fcntl.h", "unistd.h", "signal.h"]),
}
ONLY_THROUGH_THE_LIBRARY = ("tests/abi/", "tests/sim/", "tests/e2e/", "tests/hosts/")
TOP_LEVEL = {"meson.build", "meson_options.txt", "README.md", "plugin", "host-api", "mock-host",
             "tests"}
FILE_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX = 400, 70, 100
IMPURE_HEADERS = {"iostream", "fstream", "ostream", "filesystem", "random", "thread", "mutex",
                  "future", "atomic", "cstdio", "ctime", "condition_variable", "stop_token"}
IMPURE_NAMES = re.compile(
    r"\b((system|steady|utc|file|high_resolution)_clock|std::time|gettimeofday|clock_gettime|"
    r"random_device|mt19937(_64)?|std::s?rand|s?rand(?=\()|getenv|cout|cerr|clog|f?printf|puts|"
    r"fopen|spdlog|std::thread|jthread|syslog)\b")
NAMES_FORBIDDEN = {"manager", "helper", "helpers", "util", "utils", "handler"}
NAMES_FORBIDDEN_ALONE = {"data", "info", "process"}


def top_level(tree):
    """The top level holds what it is meant to hold and nothing else."""
    found = {p.name for p in tree.root.iterdir()
             if not p.name.startswith(".") and not p.name.startswith("build")}
    return ([Finding(n, 0, "does not belong to the top level") for n in sorted(found - TOP_LEVEL)] +
            [Finding(n, 0, "is missing from the top level") for n in sorted(TOP_LEVEL - found)])


def layer_of(path):
    """Name of the layer that a file belongs to."""
    parts = path.split("/")
    if parts[0] == "plugin":
        return parts[1]
    return "raas" if parts[0] == "host-api" else parts[0]


def is_library_allowed(name, prefixes):
    """Standard headers have neither a dot nor a slash; others must be listed."""
    return not re.search(r"[./]", name) or any(name.startswith(p) for p in prefixes)


def layers(tree):
    """Each layer of the plugin includes only what stands below it."""
    for path in tree.paths("plugin/"):
        layer = layer_of(path)
        if layer not in LAYERS:
            yield Finding(path, 0, f"{layer} is not a layer of plugin/DESIGN.md")
            continue
        allowed, libraries = LAYERS[layer]
        for line, name, is_quoted in tree.includes(path):
            target = tree.resolve(path, name)
            if target is None and (is_quoted or not is_library_allowed(name, libraries)):
                yield Finding(path, line, f"{layer} includes {name}, which is not for it")
            if target is not None and layer_of(target) not in allowed:
                yield Finding(path, line, f"{layer} includes {target}")


def sides(tree):
    """The plugin and its hosts share host-api and nothing else."""
    for path in tree.paths("mock-host/", "host-api/", *ONLY_THROUGH_THE_LIBRARY):
        for line, name, _ in tree.includes(path):
            target = tree.resolve(path, name)
            if target and target.startswith("plugin/"):
                yield Finding(path, line, f"includes {target}, but may know the C ABI only")
            if target and path.startswith("host-api/") and not target.startswith("host-api/"):
                yield Finding(path, line, f"includes {target}, but host-api stands alone")


def purity(tree):
    """core and policy name no clock, no random device, no environment, no log and no I/O."""
    for path in tree.paths("plugin/core/", "plugin/policy/"):
        for line, name, _ in tree.includes(path):
            if name in IMPURE_HEADERS:
                yield Finding(path, line, f"<{name}> in a pure layer")
        for line, code in tree.code_lines(path):
            found = IMPURE_NAMES.search(code)
            if found:
                yield Finding(path, line, f"{found[0]} in a pure layer")


def file_length(tree):
    """No file of code is longer than a reader can hold."""
    for path in tree.paths(ends=CODE + SCRIPTS + ("/run", "/demo")):
        count = len(tree.files[path].splitlines())
        if count > FILE_LINES_MAX:
            yield Finding(path, count, f"{count} lines, at most {FILE_LINES_MAX} allowed")


def blocks(tree, path):
    """(text of the first line, its number, number of the last) of each braced block.

    clang-format has been over the code, so a block ends on a line of its own and begins at the last
    line that is indented no further.
    """
    opened = {}
    for number, line in tree.code_lines(path):
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if text == "}" and indent in opened:
            yield *opened.pop(indent), number
        elif text.endswith(";"):
            opened.pop(indent, None)
        elif text and not text.startswith(("#", "}", ")", "public:", "private:")):
            opened = {at: start for at, start in opened.items() if at < indent}
            opened[indent] = (text, number)


def function_length(tree):
    """No function is longer than a screen."""
    for path in tree.paths(ends=(".h", ".cpp", ".c")):
        for first, start, end in blocks(tree, path):
            if re.match(r"namespace|extern|class|struct|enum|union", first):
                continue
            if end - start + 1 > FUNCTION_LINES_MAX:
                lines = end - start + 1
                yield Finding(path, start,
                              f"{lines} lines, at most {FUNCTION_LINES_MAX} in a function")


def columns(tree):
    """No line is wider than 100 columns."""
    for path in tree.paths(ends=CODE + SCRIPTS + ("/run", "/demo")):
        for line, text in tree.lines(path):
            if len(text) > COLUMNS_MAX:
                yield Finding(path, line, f"{len(text)} columns, at most {COLUMNS_MAX} allowed")


def dead_files(tree):
    """Every source is built, every header is included, every script is called."""
    named = "\n".join(text for path, text in tree.files.items()
                      if path.endswith(("meson.build", "/run", "/demo") + SCRIPTS))
    included = {tree.resolve(path, name)
                for path in tree.paths() for _, name, _ in tree.includes(path)
                if tree.resolve(path, name) != path}
    for path in tree.paths(ends=CODE + SCRIPTS):
        stem = re.escape(pathlib.PurePosixPath(path).name)
        if path.endswith(".h"):
            # For the hosts of others.
            is_public = path in ("host-api/raas/raas.h", "host-api/raas/shim/cgo.h")
            if path not in included and not is_public:
                yield Finding(path, 0, "nobody includes it")
        elif not re.search(rf"(?<![\w.]){stem}\b", named) and not (
                path.endswith(".py") and re.search(rf"import {pathlib.Path(path).stem}\b|"
                                                   rf"from {pathlib.Path(path).stem} ", named)):
            yield Finding(path, 0, "nobody builds or calls it")


def words_of(name):
    """Words of a CamelCase or snake_case name, in lower case."""
    return [w.lower() for w in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]


def is_bad_name(name):
    """Does a name say nothing?"""
    words = words_of(name)
    return bool(NAMES_FORBIDDEN.intersection(words)) or (
        len(words) == 1 and words[0] in NAMES_FORBIDDEN_ALONE)


def names(tree):
    """Types, namespaces and files say what they do."""
    for path in tree.paths(ends=CODE + SCRIPTS):
        # The files of the C ABI are named after its extensions: raas.host.data/1 is in ext/data.h.
        if not path.startswith("host-api/") and is_bad_name(pathlib.PurePosixPath(path).stem):
            yield Finding(path, 0, "is not a name for a file: say what it does")
        if not path.endswith(CODE):
            continue
        for line, code in tree.code_lines(path):
            for name in re.findall(r"\b(?:class|struct|union|namespace)\s+(\w+)", code):
                if is_bad_name(name):
                    yield Finding(path, line, f"{name} is not a name: say what it does")


def unfinished(tree):
    """Nothing is left for later."""
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
    for path in tree.paths(ends=CODE + SCRIPTS + (".md", "meson.build", "/run", "/demo")):
        for line, text in tree.lines(path):
            if marks.search(text):
                yield Finding(path, line, "unfinished work")


def local_paths(tree):
    """Nothing refers to the machine that it was written on."""
    marks = re.compile(r"(?<![\w.])/(wo" r"rk|ho" r"me|ro" r"ot)/|\.\./sha" r"red/")
    for path in tree.paths(ends=CODE + SCRIPTS + (".md", "meson.build", "/run", "/demo")):
        for line, text in tree.lines(path):
            if marks.search(text):
                yield Finding(path, line, "a path of one machine")


FORBIDDEN_CODE = [
    (("plugin/", "mock-host/"), re.compile(r"\busing namespace (?!\S*literals;)"),
     "using namespace"),
    (("plugin/",), re.compile(r"\b(shared_ptr|make_shared|enable_shared_from_this)\b"),
     "shared ownership"),
    (("plugin/",), re.compile(r"#\s*define\s+(?!RAAS_CHECK\b)"), "a macro"),
    (("plugin/", "mock-host/"), re.compile(r"\bco_(await|return|yield)\b"), "a coroutine"),
    (("plugin/",), re.compile(r"\b(atexit|signal|setlocale|chdir|umask|setenv|fork|system)\s*\("),
     "a change of the host's process"),
]


def forbidden_code(tree):
    """Constructs that the house does without."""
    for folders, pattern, what in FORBIDDEN_CODE:
        for path in tree.paths(*folders):
            for line, code in tree.code_lines(path):
                if pattern.search(code):
                    yield Finding(path, line, what)


def undocumented(tree, path, declaration, comment_end):
    """Lines of a file that declare something without a comment right above."""
    above = ""
    for line, text in tree.lines(path):
        if declaration.match(text) and not comment_end.search(above):
            yield Finding(path, line, f"is not documented: {text.strip()}")
        above = text


def documentation(tree):
    """What others build on is documented where it is declared."""
    c_face = re.compile(r"typedef |enum |  \w[\w *]*\(\*\w+\)\(")
    c_above = re.compile(r"\*/$|^typedef ")
    cpp_type = re.compile(r"(class|struct|enum class) \w+[^;]*$")
    cpp_above = re.compile(r"^\s*///|^template")
    for path in tree.paths("host-api/raas/", ends=(".h",)):
        if not tree.files[path].startswith("/**\n * @file "):
            yield Finding(path, 1, "does not begin with a @file comment")
        if not path.startswith("host-api/raas/cpp/"):
            yield from undocumented(tree, path, c_face, c_above)
    for path in tree.paths("plugin/", "host-api/raas/cpp/", ends=(".h",)):
        yield from undocumented(tree, path, cpp_type, cpp_above)


TYPE_OR_BRACE = re.compile(
    r"\bnamespace\s*(?P<namespace>[\w:]*)\s*\{|"
    r"\b(?:struct|class|enum class)\s+(?P<type>\w+)\s*(?:final\s*)?(?::(?!:)[^;{()]*)?\{|"
    r"(?P<brace>[{}])")


def types_of(tree, path):
    """(name with its namespace, line) of each type that other files could see."""
    text = "\n".join(line for _, line in tree.code_lines(path))
    around = []  # Name of each namespace that is open; None = nothing in it is seen from outside.
    for found in TYPE_OR_BRACE.finditer(text):
        if found["brace"] == "}":
            if around:
                around.pop()
        elif found["namespace"] is not None:
            around.append(found["namespace"] or None)
        else:
            if found["type"] and None not in around:
                yield "::".join([*around, found["type"]]), text.count("\n", 0, found.start()) + 1
            around.append(None)


def one_definition(tree):
    """What is linked together has no two types of one name: the linker would take either."""
    for side in ("plugin/", "mock-host/"):
        defined = {}
        for path in tree.paths("host-api/raas/cpp/", side, ends=(".h", ".cpp")):
            for name, line in types_of(tree, path):
                other = defined.setdefault(name, path)
                if other != path:
                    yield Finding(path, line, f"{name} is defined in {other} as well")


RULES = [top_level, layers, sides, purity, file_length, function_length, columns, dead_files, names,
         unfinished, local_paths, forbidden_code, documentation, one_definition]


def main():
    tree = Tree(sys.argv[1])
    findings = [(rule.__name__, finding) for rule in RULES for finding in rule(tree)]
    for name, finding in findings:
        print(f"{finding} [{name}]")
    print(f"{len(RULES)} rules, {len(tree.files)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
