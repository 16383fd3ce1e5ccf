"""The checks of the README notice what is wrong."""

import pathlib
import tempfile
import unittest

import readme
import readme_commands
from tree import Tree

README = """# It

## Read its logs

| event | level |
|---|---|
| `started` | info |

## Next
"""


class Readme(unittest.TestCase):
    """Events, paths and commands."""

    def tree_of(self, files):
        """A tree of these files."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for path, text in files.items():
            target = pathlib.Path(folder.name, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return Tree(folder.name)

    def events(self, source, text=README):
        """What the check of events says to a README and a source."""
        tree = self.tree_of({"README.md": text, "plugin/a.cpp": source})
        return [f.text for f in readme.events(tree)]

    def test_an_event_of_the_table_is_content(self):
        for source in ('log(Level::info, "started", {{"jobs", jobs}});',
                       'write({.level = Level::info, .event = "started", .job = 1});',
                       'tell(ok ? Level::info : Level::warn,\n  "started", {{"jobs", jobs}});',
                       'emit({.level = Level::info, .name = "started", .fields = {}});'):
            self.assertEqual(self.events(source), [])

    def test_an_event_that_is_not_in_the_table_is_found(self):
        for source in ('log(Level::info,\n    "started", {});'
                       'log(level, ok ? "started" : "other", {{"a", b}});',
                       'write({.event = ok ? "started" : "other", .job = 1});'):
            self.assertEqual(len(self.events(source)), 1)

    def test_an_event_that_is_never_logged_is_found(self):
        self.assertEqual(len(self.events("")), 1)

    def test_an_event_of_another_section_does_not_count(self):
        text = README.replace("logs", "words")
        self.assertEqual(len(self.events('log(Level::info, "started", {});', text)), 1)

    def test_a_path_that_leads_nowhere_is_found(self):
        tree = self.tree_of({"README.md": "`plugin/a.h` and (tests/no.py)", "plugin/a.h": ""})
        self.assertEqual([f.text for f in readme.paths(tree)], ["there is no tests/no.py"])

    def test_a_route_that_stands_in_one_place_only_is_found(self):
        source = '{{"GET", "/", "A list", index}, {"POST", "/jobs", "Takes", take}}'
        both = "| `GET /` | x |\n| `POST /jobs` | x |\n"
        for text, count in ((both, 0), ("| `GET /` | x |\n", 1), (both + "| `PUT /x` | x |\n", 1)):
            tree = self.tree_of({"README.md": text, "plugin/adapters/api/routes.cpp": source})
            self.assertEqual(len(list(readme.routes(tree))), count)

    def test_a_row_of_the_configuration_that_differs_is_found(self):
        row = "| `/terms/copies_target` | integer | copies | `1` | 1 to 100 | Up to here |"
        for text, count in ((row, 0), (row.replace("100", "99"), 2), ("", 1)):
            tree = self.tree_of({"README.md": text + "\n", "print": f"#!/bin/sh\necho '{row}'\n"})
            (tree.root / "print").chmod(0o755)
            self.assertEqual(len(list(readme.config_table(tree, tree.root / "print"))), count)

    def test_commands_are_those_of_the_console_blocks(self):
        text = "```console\n$ one\noutput\n$ two \\\n    three\n```\n\n```c\n$ no\n```\n"
        self.assertEqual(list(readme_commands.commands_of(text)), ["one", "two \\\n    three"])

    def test_a_command_that_fails_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            good = readme_commands.script_of(["true", "echo 'it is'"])
            bad = readme_commands.script_of(["false", "true"])
            self.assertEqual(readme_commands.run(good, folder), 0)
            self.assertNotEqual(readme_commands.run(bad, folder), 0)

    def test_tests_run_is_asked_for_its_help_only(self):
        self.assertIn("./tests/run --suite unit --help", readme_commands.script_of(
            ["./tests/run --suite unit"]))


if __name__ == "__main__":
    unittest.main()
