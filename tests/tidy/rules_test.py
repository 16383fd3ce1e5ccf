"""Each house rule catches the breach that it is for, and lets good code pass."""

import pathlib
import tempfile
import unittest

import rules
from tree import Tree

GUARD = "#pragma once\n"
LONG_BODY = "int f() {\n" + "  g();\n" * 70 + "}\n"
LONGEST_BODY = "int f() {\n" + "  g();\n" * 68 + "}\n"

# rule, path of the file, its text, does the rule object to it
EXAMPLES = [
    ("layers", "plugin/core/a.h", '#include "policy/b.h"\n', True),
    ("layers", "plugin/core/a.h", '#include "base/b.h"\n#include <vector>\n', False),
    ("layers", "plugin/core/a.h", "#include <boost/json.hpp>\n", True),
    ("layers", "plugin/core/a.h", '#include "missing.h"\n', True),
    ("layers", "plugin/base/a.h", "#include <boost/system/result.hpp>\n", False),
    ("layers", "plugin/control/a.h", '#include "raas/b.h"\n', True),
    ("layers", "plugin/adapters/a.h", '#include "control/b.h"\n', True),
    ("layers", "plugin/adapters/a.h", '#include "raas/b.h"\n#include <curl/curl.h>\n', False),
    ("layers", "plugin/adapters/a.h", "#include <openssl/ssl.h>\n", True),
    ("layers", "plugin/policy/a.h", '#include "b.h"\n', False),
    ("layers", "plugin/policy/a.h", '#include "../control/b.h"\n', True),
    ("layers", "plugin/extra/a.h", "", True),
    ("sides", "mock-host/a.cpp", '#include "core/b.h"\n', True),
    ("sides", "mock-host/a.cpp", '#include "raas/b.h"\n', False),
    ("sides", "host-api/raas/a.h", '#include "core/b.h"\n', True),
    ("sides", "tests/abi/a.cpp", '#include "core/b.h"\n', True),
    ("sides", "tests/unit/a.cpp", '#include "core/b.h"\n', False),
    ("purity", "plugin/core/a.cpp", "auto now = std::chrono::system_clock::now();\n", True),
    ("purity", "plugin/core/a.cpp", "// system_clock\n", False),
    ("purity", "plugin/policy/a.cpp", "#include <random>\n", True),
    ("purity", "plugin/policy/a.cpp", 'const char* home = getenv("HOME");\n', True),
    ("purity", "plugin/policy/a.cpp", 'const char* text = "getenv";\n', False),
    ("purity", "plugin/policy/a.cpp", 'std::cout << "no";\n', True),
    ("purity", "plugin/adapters/a.cpp", "#include <random>\n", False),
    ("file_length", "plugin/core/a.cpp", "\n" * 401, True),
    ("file_length", "plugin/core/a.cpp", "\n" * 400, False),
    ("function_length", "plugin/core/a.cpp", LONG_BODY, True),
    ("function_length", "plugin/core/a.cpp", LONGEST_BODY, False),
    ("function_length", "plugin/core/a.cpp", "namespace a {\n" + LONGEST_BODY + "}\n", False),
    ("function_length", "plugin/core/a.cpp", "namespace a {\n" + LONG_BODY + "}\n", True),
    ("function_length", "plugin/core/a.h",
     "class A {\n  int f() {\n" + "    g();\n" * 70 + "  }\n};\n", True),
    ("function_length", "plugin/core/a.h",
     "class A {\n" + "  int f() {\n    g();\n  }\n" * 30 + "};\n", False),
    ("function_length", "plugin/core/a.cpp",
     "namespace a {\nint b[] = {\n" + "  1,\n" * 70 + "};\n}  // namespace a\n", False),
    ("columns", "plugin/core/a.cpp", "//" + "x" * 99 + "\n", True),
    ("columns", "plugin/core/a.cpp", "//" + "x" * 98 + "\n", False),
    ("dead_files", "plugin/core/dead.cpp", "", True),
    ("dead_files", "plugin/core/built.cpp", "", False),
    ("dead_files", "plugin/core/dead.h", "", True),
    ("dead_files", "plugin/core/b.h", "", False),
    ("dead_files", "tests/dead.py", "", True),
    ("names", "plugin/core/a.h", "class JobManager {\n", True),
    ("names", "plugin/core/a.h", "struct StringUtils {\n", True),
    ("names", "plugin/core/a.h", "struct Data {\n", True),
    ("names", "plugin/core/a.h", "struct DataSource {\n", False),
    ("names", "plugin/core/a.h", "namespace helper {\n", True),
    ("names", "plugin/core/request_handler.h", "", True),
    ("unfinished", "plugin/core/a.h", "// TO" "DO later\n", True),
    ("unfinished", "README.md", "FIX" "ME\n", True),
    ("unfinished", "README.md", "to do it\n", False),
    ("local_paths", "README.md", "see /ho" "me/me/notes\n", True),
    ("local_paths", "README.md", "see https://host/ho" "me/notes\n", False),
    ("forbidden_code", "mock-host/a.cpp", "using namespace std;\n", True),
    ("forbidden_code", "mock-host/a.cpp", "using namespace std::string_literals;\n", False),
    ("forbidden_code", "plugin/core/a.cpp", "std::shared_ptr<int> a;\n", True),
    ("forbidden_code", "plugin/core/a.cpp", "// shared_ptr\n", False),
    ("forbidden_code", "plugin/core/a.h", "#define SIZE 3\n", True),
    ("forbidden_code", "plugin/base/check.h", "#define RAAS_CHECK(x) (x)\n", False),
    ("forbidden_code", "plugin/adapters/a.cpp", 'setlocale(LC_ALL, "");\n', True),
    ("documentation", "host-api/raas/a.h", "/**\n * @file a.h\n */\n\ntypedef int a;\n", True),
    ("documentation", "host-api/raas/a.h", "/**\n * @file a.h\n */\n\n/** A. */\ntypedef int a;\n",
     False),
    ("documentation", "host-api/raas/a.h",
     "/**\n * @file a.h\n */\n\n  void (*f)(void *ctx);\n", True),
    ("documentation", "host-api/raas/a.h", "/** A. */\ntypedef int a;\n", True),
    ("documentation", "plugin/core/a.h", "class A {\n", True),
    ("documentation", "plugin/core/a.h", "/// An A.\nclass A {\n", False),
    ("documentation", "plugin/core/a.h", "class A;\n", False),
    ("one_definition", "plugin/policy/a.h", "namespace raas {\nstruct B {\n};\n}\n", True),
    ("one_definition", "plugin/policy/a.cpp", "namespace raas {\nclass B final : A<C> {};\n}\n",
     True),
    ("one_definition", "plugin/policy/a.h", "namespace raas {\nenum class B : C {\n};\n}\n", True),
    ("one_definition", "plugin/policy/a.cpp", "namespace raas {\nstruct B::D {\n};\n}\n", False),
    ("one_definition", "plugin/policy/a.h", "namespace raas {\nstruct B;\n}\n", False),
    ("one_definition", "plugin/policy/a.h", "namespace raas::a {\nstruct B {\n};\n}\n", False),
    ("one_definition", "plugin/policy/a.cpp",
     "namespace raas {\nnamespace {\nstruct B {\n};\n}\n}\n", False),
    ("one_definition", "plugin/policy/a.h",
     "namespace raas {\nclass C {\n  struct B {\n  };\n};\n}\n", False),
    ("one_definition", "plugin/policy/a.h",
     "namespace raas {\ntemplate <class B>\nstruct C {\n};\n}\n", False),
    ("one_definition", "mock-host/a.h", "namespace raas {\nstruct B {\n};\n}\n", False),
]

AROUND = {
    "meson.build": "files('built.cpp')\n",
    "meson_options.txt": "",
    "README.md": "",
    "plugin/core/b.h": GUARD + "namespace raas {\nstruct B {\n};\n}\n",
    "plugin/core/user.cpp": '#include "core/b.h"\n',
    "plugin/policy/b.h": GUARD,
    "plugin/control/b.h": GUARD,
    "plugin/base/b.h": GUARD,
    "host-api/raas/b.h": GUARD,
    "mock-host/run.h": GUARD,
    "tests/run": "",
}


def findings_of(rule, files):
    """What a rule says to a tree of these files."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            target = pathlib.Path(root, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return list(getattr(rules, rule)(Tree(root)))


class HouseRules(unittest.TestCase):
    """The examples above, and those that need more than one file."""

    def test_examples(self):
        for rule, path, text, is_bad in EXAMPLES:
            with self.subTest(rule=rule, path=path, text=text[:60]):
                found = [f for f in findings_of(rule, {**AROUND, path: text}) if f.path == path]
                self.assertEqual(bool(found), is_bad, found)

    def test_every_rule_has_a_bad_and_a_good_example(self):
        for rule in rules.RULES:
            if rule is not rules.top_level:
                kinds = {is_bad for name, _, _, is_bad in EXAMPLES if name == rule.__name__}
                self.assertEqual(kinds, {True, False}, rule.__name__)

    def test_the_top_level_is_exact(self):
        self.assertEqual(findings_of("top_level", AROUND), [])
        without_readme = {path: text for path, text in AROUND.items() if path != "README.md"}
        for files in ({**AROUND, "notes.txt": ""}, without_readme):
            self.assertEqual(len(findings_of("top_level", files)), 1)


if __name__ == "__main__":
    unittest.main()
