#!/usr/bin/env python3
"""Puts mistakes into what is fuzzed, one at a time: each must be found by its target.

  find_mistakes.py FAMILY OBJECT... -- LIBRARY... -- COMPILER ARGUMENT...

FAMILY is a folder with mistakes.json, a list of {name, target, source, right, wrong}: a source is
named from the top of the repository, and holds its right text exactly once. OBJECTs are those of
the family's sources; those of its targets lie beside them. COMPILER ARGUMENT... compiles.

It takes a compilation for each mistake, so that only a soak (RAAS_TEST_SCALE of 1000 or more) lets
the targets look for them; otherwise it is checked that each still has its place.
"""
import json
import os
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
RUNNER = os.path.join(TOP, "tests", "fuzz", "support", "run_target.sh")
SANITIZERS = "address,undefined"


def spoiled(mistake):
    with open(os.path.join(TOP, mistake["source"]), encoding="utf-8") as file:
        text = file.read()
    found = text.count(mistake["right"])
    if found != 1:
        raise ValueError(f"{mistake['source']}: found its right text {found} times, expected once")
    return text.replace(mistake["right"], mistake["wrong"])


class Family:
    def __init__(self, folder, arguments):
        first, second = (at for at, each in enumerate(arguments) if each == "--")
        self.folder = folder
        self.objects = arguments[:first]
        self.libraries = arguments[first + 1:second]
        self.compiler = arguments[second + 1:]

    def object_of(self, target):
        name = f"fuzz_{os.path.basename(self.folder)}_{target}.o"
        return os.path.join(os.path.dirname(self.objects[0]), name)

    def program_with(self, mistake, text, folder):
        """Compiles the spoiled source, and links it with the other objects."""
        name = os.path.splitext(os.path.basename(mistake["source"]))[0]
        others = [path for path in self.objects if not path.endswith(f"_source_{name}.o")]
        if len(others) != len(self.objects) - 1:
            raise ValueError(f"{mistake['source']}: is not one of the family's sources")
        source, spoiled_object, program = (os.path.join(folder, each)
                                           for each in (name + ".cpp", name + ".o", "program"))
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        subprocess.run([*self.compiler, f"-fsanitize=fuzzer-no-link,{SANITIZERS}", "-c", source,
                        "-o", spoiled_object], check=True)
        subprocess.run([self.compiler[0], f"-fsanitize=fuzzer,{SANITIZERS}",
                        self.object_of(mistake["target"]), spoiled_object, *others,
                        *self.libraries, "-o", program], check=True)
        return program

    def finds(self, mistake, text):
        with tempfile.TemporaryDirectory() as folder:
            program = self.program_with(mistake, text, folder)
            run = subprocess.run([RUNNER, program, self.folder, mistake["target"]],
                                 capture_output=True, check=False,
                                 env={**os.environ, "RAAS_TEST_SCALE": "100"})
        return run.returncode == 1


def main(folder, *arguments):
    family = Family(folder, arguments)
    with open(os.path.join(folder, "mistakes.json"), encoding="utf-8") as file:
        mistakes = json.load(file)
    texts = [spoiled(mistake) for mistake in mistakes]
    if int(os.environ.get("RAAS_TEST_SCALE") or 100) < 1000:
        print(f"{len(mistakes)} mistakes have their place; a soak looks for them")
        return 0
    missed = 0
    for mistake, text in zip(mistakes, texts):
        is_found = family.finds(mistake, text)
        print(f"{'found' if is_found else 'MISSED'}: {mistake['target']}: {mistake['name']}",
              flush=True)
        missed += not is_found
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
