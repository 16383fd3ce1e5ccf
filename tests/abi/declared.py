"""What the headers of host-api declare, read from their text."""

import dataclasses
import pathlib
import re


@dataclasses.dataclass(frozen=True)
class Struct:
    """A struct: its members in order, and which of them are functions."""

    name: str
    members: tuple
    functions: tuple


def without_comments(text):
    """C without its comments."""
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def texts_of(host_api):
    """The text of every header that raas.h includes."""
    folder = pathlib.Path(host_api, "raas")
    headers = sorted(folder.glob("*.h")) + sorted((folder / "ext").glob("*.h"))
    return [without_comments(h.read_text(encoding="utf-8")) for h in headers]


def members_of(body):
    """Names of the members in the body of a struct."""
    for declaration in re.sub(r"\s+", " ", body).split(";"):
        found = re.search(r"\(\*(\w+)\)\(|(\w+)$", declaration.strip())
        if found:
            yield found[1] or found[2], bool(found[1])


def structs(host_api):
    """Every struct with a body."""
    for text in texts_of(host_api):
        for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\n\} \1;", text, re.DOTALL):
            members = list(members_of(body))
            yield Struct(name, tuple(m for m, _ in members),
                         tuple(m for m, is_function in members if is_function))


def constants(host_api):
    """Names of the integer constants."""
    for text in texts_of(host_api):
        for body in re.findall(r"\benum \{(.*?)\}", text, re.DOTALL):
            yield from re.findall(r"\b(RAAS_\w+) =", body)
        yield from re.findall(r"static const \w+ (RAAS_\w+) =", text)


def strings(host_api):
    """Names of the string constants."""
    for text in texts_of(host_api):
        yield from re.findall(r'#define (RAAS_\w+) "', text)
